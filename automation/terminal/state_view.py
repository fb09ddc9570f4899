"""A stack's states on the screen, readable at 100 columns. No I/O."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import humanize
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from automation.core.stack_update import Update
from automation.core.state_diff import StateDiff
from automation.core.state_list import ListedStates
from automation.core.state_restore import words
from automation.runs.restore_request import RestoreRequest

_ROWS: Final = 15
_RESULT: Final = {"succeeded": "green", "failed": "red"}


def show_states(
    console: Console,
    environment: str,
    listed: ListedStates,
    described: Mapping[str, tuple[str, str]],
    now: datetime,
) -> None:
    """Print the updates, newest first, and what is wrong with the present state.

    Args:
        console: where to.
        environment: its name.
        listed: the updates.
        described: commit -> subject and author.
        now: to tell how old they are.
    """
    for update in listed.updates:
        mark = "  present state" if update.number == listed.present else ""
        line = Text.assemble(
            (f"{update.number:>4}", "bold"),
            f"  {humanize.naturaltime(now - update.started_at)}  {update.kind}  ",
            (update.result, _RESULT.get(update.result, "yellow")),
            f"  {_changes(update)}",
            (mark, "bold cyan"),
        )
        console.print(line)
        subject = described.get(update.commit or "", ("", ""))[0]
        commit = f"{(update.commit or 'no commit')[:12]}{' (changed tree)' if update.dirty else ''}"
        console.print(Text(f"      {commit}  {subject}", "dim"), overflow="ellipsis", no_wrap=True)
    if not listed.updates:
        console.print(f"{environment} has no history.")
    _show_health(console, environment, listed)


def show_restore(
    console: Console, environment: str, request: RestoreRequest, diff: StateDiff
) -> None:
    """Print what a restore would make the engine know otherwise.

    Args:
        console: where to.
        environment: its name.
        request: what is restored.
        diff: from the present state to the wanted one.
    """
    _say(console, f"[bold]restore the state of {environment}[/bold] from {escape(request.source)}")
    _say(console, f"  proven by the program of {request.commit[:12]}; nothing in AWS changes")
    _rows(console, "known again", "green", "+", diff.gained)
    _rows(console, "forgotten (they stay in AWS, without the stack)", "red", "-", diff.lost)
    changed = tuple(f"{each.urn}: {', '.join(each.what)}" for each in diff.changed)
    _rows(console, "known otherwise", "yellow", "~", changed)
    pending = tuple(dict.fromkeys(map(words, diff.pending_now + diff.pending_then)))
    _rows(console, "operations whose end nobody knows, forgotten", "red", "!", pending)
    if diff.is_empty:
        _say(console, "  it says what the present one says")


def _show_health(console: Console, environment: str, listed: ListedStates) -> None:
    pending = tuple(map(words, listed.pending))
    _rows(console, "operations whose end nobody knows", "red", "!", pending)
    _rows(console, "the engine can't work with the present state", "red", "!", listed.faults)
    if listed.updates and listed.present is None and not listed.faults:
        _say(console, f"the present state of {environment} is of none of these updates")


def _rows(console: Console, title: str, style: str, sign: str, rows: tuple[str, ...]) -> None:
    if not rows:
        return
    console.print(Text(f"  {title}: {len(rows)}", style))
    for row in rows[:_ROWS]:
        console.print(Text(f"    {sign} {row}"))
    if len(rows) > _ROWS:
        console.print(Text(f"    and {len(rows) - _ROWS} more", "dim"))


def _changes(update: Update) -> str:
    told = [f"{count} {name}" for name, count in sorted(update.changes.items()) if name != "same"]
    return ", ".join(told) or "no changes"


def _say(console: Console, text: str) -> None:
    console.print(text, highlight=False)
