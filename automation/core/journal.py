"""The journal of a run: what was about to be done, and what came of it. Pure."""

from datetime import datetime
from typing import Final, Literal

from automation.core.hold import Hold
from automation.core.release import Document
from automation.core.stack_settings import Choice

RunStatus = Literal["running", "finished", "stopped", "failed", "aborted"]
Direction = Literal["forward", "back"]
EntryState = Literal["started", "done", "failed", "skipped"]


class RunRecord(Document):
    """The head of a run: enough to go on with it, or to tell an auditor what it was.

    Attributes:
        earlier_hold: the hold that the run's own took the place of; going back restores it.
        direction: `back` from the moment that somebody aborted it; there is no way from there to
            `forward`.
    """

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
    started_at: datetime
    status: RunStatus = "running"
    ended_at: datetime | None = None
    outcome: str | None = None


ENDED: Final = frozenset({"finished", "aborted"})


class Entry(Document):
    """One line of the journal."""

    sequence: int
    at: datetime
    phase: str
    step: str
    state: EntryState
    detail: str = ""
