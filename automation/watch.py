"""`python -m automation.watch prod`: keep watch from outside of AWS, and go back by itself."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, cast

import click

from automation.core.errors import ExitCode
from automation.core.names import Environment
from automation.core.watch_round import Round, round_of
from automation.runs.clock import SystemClock
from automation.runs.notices import settings_of
from automation.runs.watching import Audience, Watch
from automation.terminal.boundary import operator_errors
from automation.terminal.confirmation import confirm_by_name
from automation.terminal.console import errors, output
from automation.terminal.engine_table import is_drawn_on
from automation.terminal.notifying import notices_delivered
from automation.terminal.options import environment_argument
from automation.terminal.progress import TerminalReporter
from automation.terminal.signals import stop_on_signals
from automation.terminal.watch_composition import place_of
from automation.terminal.watch_lines import WatchDocuments, WatchLines
from automation.terminal.watch_table import WatchTable

_CODES: Final = {
    Round.WELL: ExitCode.OK,
    Round.UNDECIDED: ExitCode.UNDECIDED,
    Round.ILL: ExitCode.UNHEALTHY,
    Round.ACTED: ExitCode.ACTED,
}


@click.command()
@environment_argument
@click.option("--tell-only", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--yes", is_flag=True, help="Don't ask whether it may act: for services.")
@click.option("--once", is_flag=True, help="One round for a scheduler; the code tells its result.")
@click.option("--json", "as_json", is_flag=True, help="A versioned JSON document a line.")
def main(environment: str, tell_only: bool, yes: bool, once: bool, as_json: bool) -> None:
    """Keep watch over ENVIRONMENT: its health page and its alarms. Goes back by itself.

    As far as the deployed settings allow it (`automaticRollback`), and once a release, together
    with the function on AWS. A round (`--once`) ends with 0 if all is well, 22 if something was
    done, 13 if something is ill and nothing was done, 15 if that can't be said.
    """
    with operator_errors():
        if not (tell_only or yes):
            errors.print(
                f"This watch takes {environment} back by itself, as far as the deployed settings "
                "allow it; --tell-only never does."
            )
            confirm_by_name(environment, "Nobody watches.")
        code = _watch(cast(Environment, environment), not tell_only, once, as_json)
    sys.exit(code)


def _watch(environment: Environment, acts: bool, once: bool, as_json: bool) -> ExitCode:
    is_drawn = not (once or as_json) and is_drawn_on(output)
    # Where a table is drawn, what is printed beside it has to pass by it.
    beside = TerminalReporter(output if is_drawn else errors)
    clock, reporter = SystemClock(), TerminalReporter(errors)
    with (
        stop_on_signals(beside) as stop,
        notices_delivered(environment, settings_of(environment), reporter.progress) as notices,
        _audience(environment, is_drawn, as_json) as audience,
    ):
        place = place_of(environment, clock, stop, reporter, notices)
        watch = Watch(place, audience, acts=acts)
        watch.open()
        if not once:
            watch.run()
            return ExitCode.OK
        outcomes = watch.round()
        return _CODES[round_of(watch.picture, outcomes)]


@contextmanager
def _audience(environment: Environment, is_drawn: bool, as_json: bool) -> Iterator[Audience]:
    """Documents where they are wanted, a table where it can be drawn, lines elsewhere."""
    if as_json:
        yield WatchDocuments(environment, click.echo)
    elif is_drawn:
        table = WatchTable(output, SystemClock().now)
        with table.drawn():
            yield table
    else:
        yield WatchLines(output)


if __name__ == "__main__":
    main()
