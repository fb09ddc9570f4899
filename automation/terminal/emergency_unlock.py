"""Opening again: its gateways, and what is said of it. I/O: none until they are used."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from automation.core.doors import title
from automation.core.lockdown import UNLOCK, Closing, unlock_command
from automation.core.notice import Notice
from automation.core.order import Order
from automation.core.unlocking import DoorState, summary
from automation.gateways.audit import AuditGateway
from automation.gateways.ledger import LedgerGateway
from automation.gateways.lockdowns import LockdownsGateway
from automation.gateways.releases import ReleasesGateway
from automation.runs.clock import SystemClock
from automation.runs.ports import Notices, Reporter
from automation.runs.run_ids import new_run_id
from automation.runs.unlocking import Unlocking, UnlockPorts
from automation.terminal.emergency_composition import Surroundings, deployed_release, door_by_record


def unlocking_of(
    environment: str,
    around: Surroundings,
    reason: str,
    parts: Sequence[str],
    reporter: Reporter,
) -> Unlocking:
    """An opening with everything that it needs.

    Raises:
        ReleaseNotFoundError: nothing was deployed yet, so nobody has a role.
        Exception: the release can't be read.
    """
    release = deployed_release(environment, around)
    records = LockdownsGateway(environment)
    incidents = sorted({each.incident for each in records.closings()})
    order = Order(
        environment=environment,
        commit=release.commit,
        decision=UNLOCK,
        reason=reason,
        components=(),
        actor=around.actor,
        only_functions=tuple(parts),
        incident=", ".join(incidents) or None,
    )
    clock = SystemClock()
    ports = UnlockPorts(
        ledger=LedgerGateway(environment),
        records=records,
        releases=ReleasesGateway(environment),
        audit=AuditGateway(environment),
        door_of=door_by_record(environment, release),
        clock=clock,
        reporter=reporter,
    )
    return Unlocking(ports, order, new_run_id(environment, clock.now()), parts)


def show(console: Console, doors: tuple[DoorState, ...], environment: str) -> None:
    """What would be opened."""
    first, *lines = summary(doors, environment)
    console.print(f"[bold]{escape(first)}[/]", highlight=False)
    for line in lines:
        console.print(f"  {escape(line)}", highlight=False)


def tell_open(
    console: Console,
    environment: str,
    notices: Notices,
    doors: tuple[DoorState, ...],
    around: Surroundings,
) -> None:
    """Say that it is open, what is left to do, and tell people, if nothing is closed any more."""
    left = LockdownsGateway(environment).closings()
    if left:
        show_left(console, environment, doors, left)
        return
    console.print(f"[bold green]✓[/] {environment} is open as it was before.", highlight=False)
    check = f"python -m automation.verify {environment}"
    lift = f'python -m automation.hold {environment} --lift --reason "…"'
    console.print(f"  next: [bold]{check}[/]   (nobody could ask while it was closed)")
    console.print(f"  then: {lift}", markup=False)
    notices.post(_notice(environment, doors, around, check))


def show_left(
    console: Console, environment: str, doors: tuple[DoorState, ...], left: tuple[Closing, ...]
) -> None:
    """A part is open; people hear of it when all of it is."""
    opened = ", ".join(door.title for door in doors)
    closed = ", ".join(title(closing.part) for closing in left)
    console.print(f"[bold green]✓[/] open as before: {escape(opened)}", highlight=False)
    console.print(f"[bold]still closed[/]: {escape(closed)}; nobody was told yet", highlight=False)
    console.print(f"  next: {unlock_command(left, environment)}", markup=False, highlight=False)


def _notice(
    environment: str, doors: tuple[DoorState, ...], around: Surroundings, check: str
) -> Notice:
    first = min((door.closing for door in doors), key=lambda closing: closing.since)
    return Notice(
        kind="unlocked",
        environment=environment,
        key=f"{environment}-{first.incident}",
        run_id=first.run_id,
        at=SystemClock().now(),
        began_at=first.since,
        issue=f"Security incident {first.incident}: {first.reason}",
        severity="critical",
        components=tuple(door.title for door in doors),
        actions=(f"opened by {around.actor}",),
        next_command=check,
    )
