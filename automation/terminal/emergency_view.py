"""A lock-down on the screen and as a document: what is closed, what is not, what comes next.

No I/O.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import humanize
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from automation.core.approval import ApprovalRequest
from automation.core.contacts import Contacts
from automation.core.evidence import Kept
from automation.core.lockdown import unlock_command
from automation.core.unlocking import DoorState
from automation.runs.locking import Report

_STATES: Final = {
    "closed": "[green]closed[/]",
    "open": "[bold red]OPEN[/]",
    "changed": "[bold red]CHANGED[/]",
}


def show_report(console: Console, report: Report) -> None:
    """Everything that a lock-down did, and what it could not do."""
    for outcome in report.outcomes:
        if outcome.is_closed:
            console.print(f"[bold green]✓[/] closed: {outcome.title}", highlight=False)
        else:
            said = escape(outcome.problem or "")
            console.print(f"[bold red]✗ NOT closed: {outcome.title}[/]: {said}", highlight=False)
    for line in report.done:
        if not line.startswith("closed: "):
            console.print(f"  {escape(line)}", highlight=False)
    if report.preserved.kept:
        console.print(f"  {len(report.preserved.kept)} pieces of evidence in the audit's bucket")
    for problem in report.problems:
        console.print(f"[yellow]![/] {escape(problem)}", highlight=False)
    console.print(f"run {report.claim.run_id}", highlight=False)


def show_times(console: Console, report: Report, typed_before: float) -> None:
    """How long it took from the command's being typed.

    Args:
        console: where to.
        report: the lock-down's.
        typed_before: seconds between the process's start and the beginning of the closing.
    """
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for name, seconds in (
        ("first changing call", report.first_change_after),
        *((f"closed: {title}", seconds) for title, seconds in report.closed_after),
        ("all closed", max((after for _, after in report.closed_after), default=0.0)),
    ):
        table.add_row(name, f"{typed_before + seconds:.2f} s")
    console.print("from the command's start:")
    console.print(table)


def show_status(
    console: Console,
    environment: str,
    doors: Sequence[DoorState],
    evidence: Sequence[Kept],
    owed: Sequence[ApprovalRequest],
    now: datetime,
) -> None:
    """What is closed since when by whom, the evidence, what is owed, and what comes next."""
    if not doors:
        console.print(f"{environment} is not locked down; no function of it is isolated.")
    else:
        _show_doors(console, doors, now)
    if evidence:
        console.print(f"{len(evidence)} pieces of evidence:")
        for kept in evidence:
            console.print(f"  {kept.key}  {kept.size} bytes  sha256 {kept.sha256}", highlight=False)
    for request in owed:
        console.print(
            f"[yellow]a signature by {request.role} is owed[/] until "
            f"{request.expires_at:%Y-%m-%d %H:%M} UTC: "
            f"python -m automation.approve {environment} {request.digest[:12]}",
            highlight=False,
        )
    if doors:
        console.print(f"  next: [bold]{escape(next_command(doors, environment))}[/]")


def next_command(doors: Sequence[DoorState], environment: str) -> str:
    """What a person types next."""
    first = doors[0].closing
    if any(door.state != "closed" for door in doors):
        return (
            f"python -m automation.emergency lockdown {environment} "
            f"--incident {first.incident} --reason …   (closes what is open)"
        )
    return unlock_command([door.closing for door in doors], environment)


def status_document(
    environment: str,
    doors: Sequence[DoorState],
    evidence: Sequence[Kept],
    owed: Sequence[ApprovalRequest],
) -> str:
    """The same as JSON."""
    document: dict[str, Any] = {
        "format": "clinical-trial/emergency/1",
        "environment": environment,
        "locked": bool(doors),
        "doors": [
            door.closing.model_dump(mode="json", exclude={"former", "format", "status"})
            | {
                "state": door.state,
                "differences": list(door.strange),
                "digest": door.closing.digest,
            }
            for door in doors
        ],
        "evidence": [kept.model_dump(mode="json", exclude={"format"}) for kept in evidence],
        "signatures_owed": [
            {"digest": each.digest, "role": each.role, "until": each.expires_at.isoformat()}
            for each in owed
        ],
        "next": next_command(doors, environment) if doors else None,
    }
    return json.dumps(document, indent=2, sort_keys=True)


def show_contacts(console: Console, contacts: Contacts) -> None:
    """Whom to call, in this order; teams; external contacts."""
    for title, headings, rows in (
        (
            "On call, in this order",
            ("", "name", "phone", "email"),
            [(part, it.name, it.phone, it.email) for part, it in contacts.calling_order],
        ),
        ("Teams", ("team", "email"), list(contacts.teams.items())),
        (
            "External",
            ("name", "phone", "email", "note"),
            [(it.name, it.phone, it.email, it.note) for it in contacts.external],
        ),
    ):
        table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
        for heading in headings:
            table.add_column(heading, overflow="fold")
        for row in rows:
            table.add_row(*(escape(cell or "") for cell in row))
        console.print(table)


def contacts_document(environment: str, contacts: Contacts) -> str:
    """The same as JSON."""
    document = {
        "format": "clinical-trial/contacts/1",
        "environment": environment,
        "calling_order": [
            {"part": part, **person.model_dump()} for part, person in contacts.calling_order
        ],
        **contacts.model_dump(mode="json", include={"teams", "external"}),
    }
    return json.dumps(document, indent=2, sort_keys=True)


def _show_doors(console: Console, doors: Sequence[DoorState], now: datetime) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("door", "state", "since", "by", "incident", "why"):
        table.add_column(heading, overflow="fold")
    for door in doors:
        closing = door.closing
        table.add_row(
            door.title,
            _STATES[door.state],
            f"{closing.since:%Y-%m-%d %H:%M} UTC, {humanize.naturaltime(now - closing.since)}",
            escape(closing.actor),
            escape(closing.incident),
            escape(closing.reason),
        )
    console.print(table)
    for door in doors:
        for line in door.strange:
            console.print(f"[bold red]![/] {door.title}: {escape(line)}", highlight=False)
