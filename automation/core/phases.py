"""The procedure's four phases of an automatic rollback, told from its journal. Pure.

Source: procedure, "Automatic Rollback Process". What AWS takes for itself is told apart: bringing
the event, emptying the cache, and the alarms' own look back. What an alarm takes to be raised lies
before the first phase.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from automation.core.journal import Entry, RunRecord
from automation.core.milestones import ALARMS_CLEAR, EMPTY_CACHE

PhaseName = Literal["detection", "execution", "validation", "notification"]
_EXECUTION: Final = frozenset({"hold", "traffic"})
_VALIDATION: Final = frozenset({"verify"})
_OF_AWS: Final = frozenset({EMPTY_CACHE, ALARMS_CLEAR})


@dataclass(frozen=True)
class PhaseTime:
    """When a phase was.

    Attributes:
        waited: how much of it was AWS's own time.
    """

    name: PhaseName
    began: datetime
    ended: datetime
    waited: timedelta

    @property
    def own(self) -> timedelta:
        """The tool's part of it."""
        return self.ended - self.began - self.waited


def phase_times(run: RunRecord, journal: Sequence[Entry]) -> tuple[PhaseTime, ...]:
    """The phases that an automatic run came to the end of; none for a run that a person began.

    Args:
        run: its head.
        journal: its entries, in order.
    """
    if run.detection is None:
        return ()
    told = run.detection.received_at - run.detection.began_at
    times = [PhaseTime("detection", run.detection.began_at, run.started_at, told)]
    executed = _ended(journal, _EXECUTION)
    if executed is not None:
        waited = _waited(journal, _EXECUTION)
        times.append(PhaseTime("execution", run.started_at, executed, waited))
    validated = _ended(journal, _VALIDATION)
    if executed is not None and validated is not None:
        waited = _waited(journal, _VALIDATION)
        times.append(PhaseTime("validation", executed, validated, waited))
        if run.ended_at is not None:
            times.append(PhaseTime("notification", validated, run.ended_at, timedelta()))
    return tuple(times)


def _ended(journal: Iterable[Entry], phases: frozenset[str]) -> datetime | None:
    ends = [entry.at for entry in journal if entry.phase in phases and entry.state == "done"]
    return max(ends, default=None)


def _waited(journal: Iterable[Entry], phases: frozenset[str]) -> timedelta:
    waited, began = timedelta(), None
    for entry in journal:
        if entry.step not in _OF_AWS or entry.phase not in phases:
            continue
        if entry.state == "started":
            began = entry.at
        elif entry.state == "done" and began is not None:
            waited += entry.at - began
            began = None
    return waited
