"""`python -m automation.notify deliver prod`: the messages of rollbacks: look at them, deliver."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, get_args

import click
from rich.markup import escape

from automation.core.errors import ExitCode, OperatorError, UnknownRefError
from automation.core.example_notice import example
from automation.core.journal import RunRecord
from automation.core.notice import Notice, NoticeKind
from automation.core.notification_settings import NotificationSettings
from automation.core.outbox import Letter, due, in_order, tried_again
from automation.core.parcel import Parcel
from automation.core.run_notice import KIND_OF_STATUS, notice_of
from automation.core.telling import ChannelName, PlaceName, message_key, place_named
from automation.core.wording import word
from automation.gateways.aws import as_operator_error
from automation.gateways.ledger import LedgerGateway
from automation.gateways.messages.previews import preview as preview_of
from automation.gateways.messages.rendering import as_html
from automation.gateways.outbox import OutboxGateway
from automation.runs.clock import SystemClock
from automation.runs.deliverer import deliverer_of
from automation.runs.notices import notices_of, settings_of
from automation.runs.stopping import StopRequest
from automation.terminal import composition
from automation.terminal.boundary import operator_errors
from automation.terminal.console import errors, output
from automation.terminal.notify_view import line_of, outbox_document, show_audiences, show_outbox
from automation.terminal.options import environment_argument, json_option
from automation.terminal.progress import TerminalReporter
from automation.terminal.signals import stop_on_signals

_WATCH_SECONDS: Final = 5.0
_STEP_SECONDS: Final = 0.2


@click.group()
def main() -> None:
    """What people are told of rollbacks: preview it, deliver it, see what waits."""


@main.command()
@click.option(
    "--kind",
    type=click.Choice(get_args(NoticeKind)),
    help="Which event; of a run, by default the one that it is at.",
)
@click.option(
    "--channel",
    "place",
    type=click.Choice(get_args(PlaceName)),
    default="email-stakeholders",
    show_default=True,
    help="Where it would be told.",
)
@click.option("--run", "run_id", metavar="RUN", help="Of this run, instead of an example.")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the mail's HTML to this file, to be opened in a browser.",
)
def preview(
    kind: NoticeKind | None, place: PlaceName, run_id: str | None, html: Path | None
) -> None:
    """Show a message as it would be sent; nothing is sent."""
    with operator_errors():
        if run_id is None:
            notice, settings = example(kind or "initiated"), NotificationSettings()
        else:
            notice, settings = _notice_of_run(composition.run_of(run_id), kind)
        parcel = _parcel(notice, place, settings)
        if html is not None:
            _write(html, as_html(parcel.wording))
        else:
            click.echo(preview_of(parcel))


@main.command()
@environment_argument
@click.option("--watch", is_flag=True, help="Go on until Ctrl-C or SIGTERM.")
@click.option("--again", is_flag=True, help="Try once more what was given up.")
def deliver(environment: str, watch: bool, again: bool) -> None:
    """Deliver what waits in the outbox of ENVIRONMENT.

    Ends with code 21 if a message could not be delivered.
    """
    with operator_errors():
        if again:
            _put_back(environment)
        if watch:
            with stop_on_signals(TerminalReporter(errors)) as stop:
                _watch(environment, stop)
            return
        tried = _deliver(environment)
        if any(letter.status != "delivered" for letter in tried):
            raise click.exceptions.Exit(ExitCode.UNTOLD)
        if not tried:
            output.print(f"Nothing of {environment} is due.")


@main.command()
@environment_argument
@json_option
def outbox(environment: str, as_json: bool) -> None:
    """Show what waits, what was delivered and what failed, and why."""
    with operator_errors():
        letters = in_order(OutboxGateway(environment).letters())
        if as_json:
            click.echo(outbox_document(environment, letters))
        else:
            show_outbox(output, environment, letters, SystemClock().now())


@main.command()
@environment_argument
def who(environment: str) -> None:
    """Show who is told of ENVIRONMENT, where and of what."""
    with operator_errors():
        show_audiences(output, settings_of(environment))


@main.command()
@click.argument("run_id")
def acknowledge(run_id: str) -> None:
    """Tell that a person has taken RUN_ID up: its page stops ringing."""
    with operator_errors():
        run = composition.run_of(run_id)
        notice, settings = _notice_of_run(run, "acknowledged")
        notices_of(run.environment, settings, _tell).post(notice)
        _deliver(run.environment)


def _notice_of_run(run: RunRecord, kind: NoticeKind | None) -> tuple[Notice, NotificationSettings]:
    journal = LedgerGateway(run.environment).journal(run.run_id)
    done = tuple(entry.step for entry in journal if entry.state == "done")
    chosen = kind or KIND_OF_STATUS[run.status]
    now = SystemClock().now()
    at = now if kind == "acknowledged" else run.ended_at or now
    command = f"python -m automation.rollback resume {run.run_id}" if chosen == "failed" else None
    return notice_of(run, chosen, at, done, command), settings_of(run.environment)


def _parcel(notice: Notice, name: PlaceName, settings: NotificationSettings) -> Parcel:
    place = place_named(name)
    letter = Letter(key=message_key(notice, place), place=name, notice=notice, not_before=notice.at)
    return Parcel(letter, word(notice, settings, is_public=place.is_public))


def _deliver(environment: str) -> tuple[Letter, ...]:
    """One round, each channel beside the others; where nothing is due, one look."""
    if not due(OutboxGateway(environment).letters(), SystemClock().now()):
        return ()
    deliverer = deliverer_of(environment, settings_of(environment))
    with ThreadPoolExecutor() as pool:
        tried = tuple(
            letter
            for letters in pool.map(deliverer.round, get_args(ChannelName))
            for letter in letters
        )
    for letter in tried:
        output.print(escape(line_of(letter)), highlight=False)
    return tried


def _watch(environment: str, stop: StopRequest) -> None:
    """An outage of AWS is told and outlasted; so is one of a channel."""
    while not stop.is_asked:
        try:
            _deliver(environment)
        except Exception as error:
            known = error if isinstance(error, OperatorError) else as_operator_error(error)
            if known is None:
                raise
            _tell(known.message)
        for _ in range(int(_WATCH_SECONDS / _STEP_SECONDS)):
            if not stop.is_asked:
                time.sleep(_STEP_SECONDS)


def _put_back(environment: str) -> None:
    gateway, now = OutboxGateway(environment), SystemClock().now()
    failed = [letter for letter in gateway.letters() if letter.status == "failed"]
    if not failed:
        raise UnknownRefError(
            f"Nothing of {environment} was given up.",
            f"python -m automation.notify outbox {environment}",
        )
    for letter in failed:
        gateway.advance(letter, tried_again(letter, now))


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.BadParameter(f"{file}: {error.strerror}", param_hint="--html") from None
    _tell(f"written to {file}")


def _tell(line: str) -> None:
    errors.print(escape(line), highlight=False)


if __name__ == "__main__":
    main()
