"""Closing the platform's doors: at once, each by itself, waiting for nobody. I/O: the ports.

A door's own record is written before the door is closed and confirmed after; it is all that tells
how the door was (ADR 23). What the ledger refuses to keep is closed all the same, and named.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLateError
from dataclasses import dataclass, field
from typing import Final

from automation.core.doors import (
    FIREWALL,
    DoorMovedError,
    Seen,
    is_as_closed,
    lets_nobody_in,
    title,
)
from automation.core.journal import words_of
from automation.core.lockdown import Claim, Closing, closing_of, taken_over
from automation.runs.ports import Door, Lockdowns

# Others may change a door at the same time; a call whose answer was lost is looked after once.
_ATTEMPTS: Final = 8
_FAILURES: Final = 2
# Longer than that no door stays open for the ledger's sake.
_LEDGER_SECONDS: Final = 2.0


@dataclass
class Outcome:
    """What became of one door.

    Attributes:
        is_closed: whether it is known to be.
        was_closed: whether it was already, so that nothing was changed.
        problem: why it is not closed, or what could not be written down of it.
        closing: its record; None where how it was is not known.
        changing_after: seconds from the beginning to its first call that changes anything.
        closed_after: seconds from the beginning to its being closed.
        warnings: what could not be written down of it.
    """

    part: str
    is_closed: bool = False
    was_closed: bool = False
    problem: str | None = None
    closing: Closing | None = None
    changing_after: float = 0.0
    closed_after: float = 0.0
    warnings: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The door in words."""
        return title(self.part)


def close_all(doors: Sequence[Door], records: Lockdowns, claim: Claim) -> tuple[Outcome, ...]:
    """Close all doors at once. None of them stops another one, and nothing is raised.

    Args:
        doors: what to close.
        records: where each door's record is kept.
        claim: who closes, and why.
    """
    began = time.monotonic()

    def close_one(door: Door) -> Outcome:
        outcome = close(door, records, claim)
        outcome.changing_after -= began
        outcome.closed_after = time.monotonic() - began
        return outcome

    with ThreadPoolExecutor(len(doors) or 1) as pool:
        return tuple(pool.map(close_one, doors))


def close(door: Door, records: Lockdowns, claim: Claim) -> Outcome:
    """Close one door; whatever goes wrong is told in the outcome."""
    outcome = Outcome(door.part)
    failures = 0
    for attempt in range(_ATTEMPTS):
        try:
            was_closed = _close(door, records, claim, outcome)
        except DoorMovedError:
            outcome.problem = "somebody else changes it all the time"
        except Exception as error:  # noqa: BLE001 - the next door has to be closed all the same
            outcome.problem = words_of(error)
            failures += 1
            if failures == _FAILURES:
                break
        else:
            outcome.is_closed, outcome.problem = True, None
            outcome.was_closed = was_closed and attempt == 0
            break
    return outcome


def confirm_all(records: Lockdowns, outcomes: Sequence[Outcome], actor: str) -> None:
    """Record in the audit what is closed; what could not be kept before is kept now."""
    for outcome in outcomes:
        if not outcome.is_closed or outcome.closing is None:
            continue
        try:
            record = records.read(outcome.part) or records.keep(outcome.closing)
            if record.status == "closing":
                records.confirm(record, actor)
            outcome.warnings.clear()
        except Exception as error:  # noqa: BLE001 - it is closed, whoever can write that down
            outcome.warnings.append(f"closed, but not on record: {words_of(error)}")


def _close(door: Door, records: Lockdowns, claim: Claim, outcome: Outcome) -> bool:
    """Close a door unless it is closed; tells whether it was."""
    seen = door.read()
    ours = closing_of(door.part, door.resource, seen.configuration, claim)
    outcome.changing_after = outcome.changing_after or time.monotonic()
    record = _in_time(records, seen, outcome, ours)
    if record is None or is_as_closed(door.part, record.former, seen.configuration):
        return True
    door.close(seen, record.former)
    return False


def _in_time(records: Lockdowns, seen: Seen, outcome: Outcome, ours: Closing) -> Closing | None:
    """The record by which a door is closed; None where it is closed already without one.

    Whoever waits for the ledger in vain goes on with what was read.
    """
    outcome.warnings.clear()
    pool = ThreadPoolExecutor(1)
    try:
        outcome.closing = pool.submit(_kept, records, seen, ours).result(_LEDGER_SECONDS)
        if outcome.closing is None:
            outcome.warnings.append("closed already, but nothing tells how it was before")
    except DoorMovedError:
        raise
    except TooLateError:
        outcome.closing = ours
        outcome.warnings.append(f"the ledger did not answer within {_LEDGER_SECONDS:.0f} s")
    except Exception as error:  # noqa: BLE001 - closing it matters more than writing it down
        outcome.closing = ours
        outcome.warnings.append(f"how it was could not be kept: {words_of(error)}")
    finally:
        pool.shutdown(wait=False)
    return outcome.closing


def _kept(records: Lockdowns, seen: Seen, ours: Closing) -> Closing | None:
    record = records.read(ours.part)
    if record is None:
        if ours.part == FIREWALL and lets_nobody_in(ours.part, seen.configuration):
            return None
        record = records.keep(ours)
    if record == ours or is_as_closed(ours.part, record.former, seen.configuration):
        return record
    wanted = ours if _was_begun_only(record, seen) else taken_over(record, ours)
    if not records.replace(record, wanted):
        raise DoorMovedError
    return wanted


def _was_begun_only(record: Closing, seen: Seen) -> bool:
    """Such a record tells of the door as it was then; how it is now is what has to come back. One
    of a door that somebody opened behind a lock-down's back keeps what the first one found."""
    return record.status == "closing" and not lets_nobody_in(record.part, seen.configuration)
