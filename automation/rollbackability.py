"""`python -m automation.rollbackability prod`: what going back from a change would take.

The change is what lies in the work tree; the base is what is deployed, or `--base`.
"""

from pathlib import Path

import click

from automation.core.errors import ReleaseNotFoundError
from automation.core.rollbackability import judge
from automation.gateways.releases import ReleasesGateway
from automation.runs.survey import deployed_release
from automation.terminal import composition
from automation.terminal.boundary import operator_errors
from automation.terminal.console import errors, output
from automation.terminal.options import environment_argument, json_option
from automation.terminal.progress import TerminalReporter
from automation.terminal.rollbackability_view import (
    show_verdict,
    verdict_document,
    verdict_markdown,
)


@click.command()
@environment_argument
@click.option("--base", help="Commit to go back to. Default: the deployed release.")
@json_option
@click.option(
    "--markdown",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it as Markdown too, for a review.",
)
def main(environment: str, base: str | None, as_json: bool, markdown: Path | None) -> None:
    """Judge the change in the work tree: could ENVIRONMENT be taken back from it?"""
    with operator_errors():
        # The engine's SDK is slow to import, and --help must not wait for it.
        from automation.gateways.change import read_change  # noqa: PLC0415

        repository = composition.repository()
        reporter = TerminalReporter(errors)
        commit = repository.resolve(base) if base else _deployed(environment)
        with reporter.engine(None) as told:
            verdict = judge(read_change(repository, environment, commit, told))
        if markdown is not None:
            markdown.write_text(verdict_markdown(verdict), "utf-8")
        if as_json:
            click.echo(verdict_document(verdict))
        else:
            show_verdict(output, verdict)


def _deployed(environment: str) -> str:
    deployed = deployed_release(ReleasesGateway(environment))
    if deployed is None:
        raise ReleaseNotFoundError(
            f"{environment} has no release yet, so there is nothing to go back to.",
            f"python -m automation.rollbackability {environment} --base <commit>",
        )
    return deployed.commit


if __name__ == "__main__":
    main()
