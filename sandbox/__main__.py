"""`python -m sandbox`: parse, call, print. Data on stdout, everything else on stderr."""

import shlex
import signal
import sys
from typing import get_args

import click
from rich.console import Console

from automation.core.names import ENVIRONMENTS
from sandbox import engine, process
from sandbox.environment import FOREIGN, environment
from sandbox.errors import ExitCode, NotRunningError, SandboxError
from sandbox.home import default_home
from sandbox.identities import Identity
from sandbox.load.command import Duration, make_load
from sandbox.ports import AWS_PORT, GATEWAY_PORT, from_bases
from sandbox.state import Running, read


class Commands(click.Group):
    """Commands whose errors are one message and an exit code, not a stack trace."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except SandboxError as error:
            click.echo(str(error), err=True)
            sys.exit(error.exit_code)


@click.group(cls=Commands)
def main() -> None:
    """AWS on a laptop: a strict moto server and the environments as their users see them.

    Exit codes: 0 done, 1 failed, 2 wrong command line, 3 not running, 4 port in use,
    130 interrupted.
    """


@main.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=AWS_PORT,
    envvar="CLINICAL_TRIAL_SANDBOX_PORT",
    show_default=True,
    show_envvar=True,
    help="Port of the AWS endpoint; 0 takes a free one.",
)
@click.option(
    "--gateway-port",
    type=click.IntRange(0, 65533),
    default=GATEWAY_PORT,
    envvar="CLINICAL_TRIAL_SANDBOX_GATEWAY_PORT",
    show_default=True,
    show_envvar=True,
    help="Port of dev's gateway, staging's and prod's follow; 0 takes free ones.",
)
def up(port: int, gateway_port: int) -> None:
    """Start the sandbox, in the background."""
    home = default_home()
    already = process.running(home)
    if already is not None:
        click.echo(f"The sandbox is already running (pid {already.pid}, since {already.since}).")
        return
    former = read(home)
    if former is not None:
        click.echo(f"The former sandbox (pid {former.pid}) has died; starting anew.", err=True)
    _show(process.start(home, from_bases(port, gateway_port)))
    click.echo('Use it in this shell: eval "$(python -m sandbox env)"', err=True)


@main.command()
def down() -> None:
    """End the sandbox; what was deployed to it ends with it."""
    ended = process.stop(default_home())
    click.echo(f"The sandbox (pid {ended.pid}) has ended." if ended else "No sandbox was running.")


@main.command()
def status() -> None:
    """Show whether the sandbox runs, and where."""
    home = default_home()
    server = process.running(home)
    if server is not None:
        _show(server)
        return
    former = read(home)
    if former is not None:
        click.echo(f"The former sandbox (pid {former.pid}) has died.", err=True)
    raise NotRunningError


@main.command()
@click.option(
    "--as",
    "identity",
    type=click.Choice(get_args(Identity)),
    default="requester",
    show_default=True,
    help="Whose access key to use.",
)
def env(identity: Identity) -> None:
    """Print shell exports with which pulumi, aws and this project's commands use the sandbox."""
    variables = environment(identity)
    if engine.find() is None:
        click.echo("There is no Pulumi engine yet. Get it: python -m sandbox.engine", err=True)
    click.echo(f"unset {' '.join(FOREIGN)}")
    for name, value in variables.items():
        click.echo(f"export {name}={shlex.quote(value)}")


@main.command()
@click.argument(
    "environment_name", metavar="[ENV]", type=click.Choice(ENVIRONMENTS), required=False
)
def url(environment_name: str | None) -> None:
    """Print the URL at which users see an environment, or all of them."""
    server = process.require_running(default_home())
    if environment_name:
        click.echo(server.site(environment_name))
        return
    for name in ENVIRONMENTS:
        click.echo(f"{name}\t{server.site(name)}")


@main.command()
@click.argument("environment_name", metavar="ENV", type=click.Choice(ENVIRONMENTS))
@click.option("--rps", type=float, default=5, show_default=True, help="Requests a second.")
@click.option(
    "--for",
    "seconds",
    type=Duration(),
    default="1m",
    show_default=True,
    help="How long: 90s, 2m, 1h.",
)
@click.option(
    "--path",
    "paths",
    multiple=True,
    default=("/api/health", "/"),
    show_default=True,
    help="What is asked for; may be given several times.",
)
def load(environment_name: str, rps: float, seconds: float, paths: tuple[str, ...]) -> None:
    """Be the users of an environment: a steady number of requests a second, for a while.

    A line a second tells the rate, the share that failed and the 95th percentile. Ctrl-C ends it.
    """
    home = default_home()
    url = process.require_running(home).site(environment_name)
    sys.exit(make_load(url, rps, seconds, paths, lambda: process.running(home) is not None))


@main.command()
def doctor() -> None:
    """Say what the sandbox needs, what is there, and how to get what is missing."""
    # The other commands need not load what the doctor looks at.
    from sandbox.doctor import report  # noqa: PLC0415

    sys.exit(ExitCode.OK if report(Console()) else ExitCode.FAILED)


@main.command("receivers")
def receive() -> None:
    """Receive the messages of rollbacks here, and print them as they arrive, until Ctrl-C."""
    # The other commands need no mail server.
    from sandbox.receivers.receivers import receivers  # noqa: PLC0415

    with receivers(lambda arrival: click.echo(f"{arrival.service:11}{arrival.line}")) as made:
        click.echo("In the shell that rolls back or delivers:", err=True)
        for name, value in made.variables.items():
            click.echo(f"export {name}={shlex.quote(value)}", err=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            click.echo(f"{len(made.inbox.arrivals)} messages arrived.", err=True)


def _show(server: Running) -> None:
    click.echo(f"AWS\t{server.endpoint}")
    for name in ENVIRONMENTS:
        click.echo(f"{name}\t{server.site(name)}")
    click.echo(f"pid\t{server.pid}\nsince\t{server.since}")


if __name__ == "__main__":
    main(prog_name="python -m sandbox")
