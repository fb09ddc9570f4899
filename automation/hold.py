"""`python -m automation.hold prod`: show, set or lift the hold on an environment."""

import click
from rich.markup import escape

from automation.core.hold import Hold
from automation.core.names import SERVICES, function_name
from automation.gateways.functions import FunctionsGateway
from automation.gateways.identity import caller_arn
from automation.gateways.ledger import LedgerGateway
from automation.runs.clock import SystemClock
from automation.runs.holding import lift_hold, set_hold
from automation.runs.run_ids import new_run_id
from automation.terminal.boundary import operator_errors
from automation.terminal.console import output
from automation.terminal.options import environment_argument, reason_option


@click.command()
@environment_argument
@click.option("--set", "action", flag_value="set", help="Hold the environment.")
@click.option("--lift", "action", flag_value="lift", help="Let deployments in again.")
@reason_option
def main(environment: str, action: str | None, reason: str | None) -> None:
    """Show the hold on ENVIRONMENT, set it or lift it."""
    with operator_errors():
        if action is None:
            _show(environment, LedgerGateway(environment).read_hold())
            return
        if not reason:
            raise click.UsageError("--reason is needed: it is what the next person reads.")
        if action == "set":
            _show(environment, _set(environment, reason))
        else:
            _lift(environment, reason)


def _set(environment: str, reason: str) -> Hold:
    clock = SystemClock()
    return set_hold(
        LedgerGateway(environment),
        FunctionsGateway(),
        clock,
        run_id=new_run_id(environment, clock.now()),
        actor=caller_arn(),
        reason=reason,
        function_names=tuple(function_name(service, environment) for service in SERVICES),
    )


def _lift(environment: str, reason: str) -> None:
    clock = SystemClock()
    lifted = lift_hold(
        LedgerGateway(environment),
        clock,
        run_id=new_run_id(environment, clock.now()),
        environment=environment,
        actor=caller_arn(),
        reason=reason,
    )
    if lifted is None:
        output.print(f"{environment} is not held.")
    else:
        output.print(f"{environment} is open again; it was held for: {escape(lifted.reason)}")


def _show(environment: str, hold: Hold | None) -> None:
    if hold is None:
        output.print(f"{environment} is not held.")
        return
    output.print(
        f"[bold yellow]{environment} is held[/bold yellow] since {hold.since:%Y-%m-%d %H:%M} UTC "
        f"by {hold.actor}: {escape(hold.reason)}",
        highlight=False,
    )
    for name, version in sorted(hold.pins.items()):
        output.print(f"  {name} pinned to version {version}", highlight=False)


if __name__ == "__main__":
    main()
