"""How the engine's work is put into words, in the table and in plain lines alike. No I/O."""

import re
from typing import Final

from automation.core.engine_progress import EngineProgress
from automation.core.names import ENVIRONMENTS, PROJECT
from automation.terminal.engine_board import Reading

# What all names of an environment begin with.
_PREFIX: Final = re.compile(rf"{PROJECT}-({'|'.join(ENVIRONMENTS)})-")


def counts(reading: Reading) -> str:
    """How far it is: `6 of 10 changes made, 92 resources looked at`."""
    parts = []
    if reading.total is not None:
        parts.append(f"{reading.changed} of {_number(reading.total, 'change')} made")
    elif reading.changed:
        parts.append(f"{_number(reading.changed, 'change')} found")
    if reading.seen:
        parts.append(f"{_number(reading.seen, 'resource')} looked at")
    if reading.failed:
        parts.append(f"{reading.failed} failed")
    return ", ".join(parts) or "the engine starts"


def ended(reading: Reading, *, well: bool) -> str:
    """The one line that stays when the engine has ended."""
    if not well:
        return f"stopped after {duration(reading.seconds)}: {counts(reading)}"
    if reading.total is None:
        return f"{counts(reading)} in {duration(reading.seconds)}"
    # After a resume fewer are left to make than the plan has.
    made = _number(reading.changed, "change")
    return f"{made} made in {duration(reading.seconds)}"


def failure(event: EngineProgress) -> str:
    """What failed, and how long it tried."""
    name = short_name(event)
    return f"{event.operation} {name} ({event.type}) failed after {duration(event.elapsed)}"


def short_name(event: EngineProgress) -> str:
    """The resource as the plan names it, without project and environment."""
    return _PREFIX.sub("", event.resource, count=1)


def duration(seconds: float) -> str:
    """`7 s`, `2 min 05 s`."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
