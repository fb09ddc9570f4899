"""The outbox, and who is told of what, on the screen. No I/O."""

import json
from datetime import datetime
from typing import Final

import humanize
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from automation.core.notification_settings import NotificationSettings
from automation.core.outbox import Letter
from automation.core.telling import STAGES, is_set_up, place_named

_STYLES: Final = {"waiting": "yellow", "claimed": "cyan", "delivered": "green", "failed": "red"}


def show_outbox(
    console: Console, environment: str, letters: tuple[Letter, ...], now: datetime
) -> None:
    """Print a line a message.

    Args:
        console: where to.
        environment: its name.
        letters: in order.
        now: to tell how long ago, or in how long.
    """
    if not letters:
        console.print(f"Nothing was ever told of {environment}.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("incident", no_wrap=True)  # to be copied into `acknowledge`
    for heading in ("what", "where", "status", "when", "attempts", "why"):
        table.add_column(heading, overflow="fold")
    for letter in letters:
        table.add_row(
            escape(letter.notice.key),
            letter.notice.kind,
            letter.place,
            f"[{_STYLES[letter.status]}]{letter.status}[/]",
            _when(letter, now),
            str(letter.attempts),
            escape(letter.reason or ""),
        )
    console.print(table)


def show_audiences(console: Console, settings: NotificationSettings) -> None:
    """Print the procedure's table, and which of its channels the stack has set up."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("stage", "where", "who", "hears of", "is"):
        table.add_column(heading, overflow="fold")
    for stage in STAGES:
        for name, kinds in stage.tells.items():
            place = place_named(name)
            is_on = is_set_up(place, settings)
            table.add_row(
                stage.name,
                name,
                place.audience,
                ", ".join(sorted(kinds)),
                "[green]set up[/]" if is_on else "[dim]off[/]",
            )
    console.print(table)


def outbox_document(environment: str, letters: tuple[Letter, ...]) -> str:
    """The outbox as JSON, in order."""
    document = {
        "format": "clinical-trial/outbox/1",
        "environment": environment,
        "messages": [
            letter.model_dump(mode="json", exclude={"notice", "token", "format"})
            | {
                "incident": letter.notice.key,
                "run_id": letter.notice.run_id,
                "kind": letter.notice.kind,
                "at": letter.notice.at.isoformat(),
            }
            for letter in letters
        ],
    }
    return json.dumps(document, indent=2, sort_keys=True)


def line_of(letter: Letter) -> str:
    """An attempt in a line."""
    said = f": {letter.reason}" if letter.reason else ""
    return f"{letter.status}  {letter.notice.kind} to {letter.place} ({letter.notice.key}){said}"


def _when(letter: Letter, now: datetime) -> str:
    if letter.ended_at is not None:
        return str(humanize.naturaltime(letter.ended_at, when=now))
    if letter.status == "waiting" and letter.not_before > now:
        return f"tried again {humanize.naturaltime(letter.not_before, when=now)}"
    return "now"
