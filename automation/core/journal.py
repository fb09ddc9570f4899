"""The journal of a run: what was about to be done, and what came of it. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

from automation.core.hold import Hold
from automation.core.release import Document
from automation.core.stack_settings import Choice

FORMAT: Final = 1
RunStatus = Literal["running", "finished", "stopped", "failed", "aborted"]
Direction = Literal["forward", "back"]
EntryState = Literal["started", "done", "failed", "cut off"]


class Detection(Document):
    """What an automatic run was begun by.

    Attributes:
        trigger: name of the procedure's trigger.
        source: who told: an alarm, or a watch.
        began_at: when the trigger's condition became true.
        received_at: when the tool was told.
    """

    trigger: str
    source: str
    began_at: datetime
    received_at: datetime


class RunRecord(Document):
    """The head of a run: enough to go on with it, or to tell an auditor what it was.

    Attributes:
        earlier_hold: the hold that the run's own took the place of; going back restores it.
        direction: `back` from the moment that somebody aborted it; there is no way from there to
            `forward`.
        plan_digest: SHA-256 of the plan's text in the archive.
        impact: what users noticed, as they are to read it.
        detection: None where a person began it.
    """

    format: int = FORMAT
    run_id: str
    environment: str
    actor: str
    reason: str
    scenario: str
    target_commit: str
    from_commit: str | None
    components: tuple[str, ...]
    approval_digest: str | None
    earlier_hold: Hold | None
    settings: Choice = "release"
    direction: Direction = "forward"
    plan_digest: str | None = None
    impact: str | None = None
    detection: Detection | None = None
    started_at: datetime
    status: RunStatus = "running"
    ended_at: datetime | None = None
    outcome: str | None = None


ENDED: Final = frozenset({"finished", "aborted"})


class Change(Document):
    """What a step changes.

    Attributes:
        before: how it was, by name.
        after: how it is when the step is done.
        digest: of the list of what changes, where only its length is told.
    """

    before: dict[str, str]
    after: dict[str, str]
    digest: str | None = None


def words_of(error: Exception) -> str:
    """An error as a journal keeps it: its kind and what it says, cut to 500 characters."""
    return f"{type(error).__name__}: {error}"[:500]


class Entry(Document):
    """One line of the journal."""

    format: int = FORMAT
    sequence: int
    at: datetime
    phase: str
    step: str
    state: EntryState
    detail: str = ""
    change: Change | None = None


def cut_off(journal: Sequence[Entry]) -> Entry | None:
    """The step in which a process ended: begun, and neither done nor failed."""
    last = journal[-1] if journal else None
    return last if last is not None and last.state == "started" else None
