"""What people are told of a run: one event of it. Pure.

Source: procedure, section "Communication Protocols". Who hears of it, where and in which words, is
decided from it later (`core/telling.py`, `core/wording.py`).
"""

from datetime import datetime
from typing import Final, Literal

from automation.core.names import Environment
from automation.core.release import Document

FORMAT: Final = 1
NoticeKind = Literal[
    "initiated",  # a rollback begins
    "acknowledged",  # a person took it up
    "progress",  # it is still at work
    "completed",  # users are served by the target again
    "failed",  # it stopped, and somebody has to go on
    "aborted",  # somebody took it back to where it began
    "held",  # nothing can be gone back to: the environment is held, and a person is needed
    "locked-down",  # an emergency closed the platform
    "unlocked",  # it is open again
    "isolated",  # one function was closed
]
Severity = Literal["critical", "high", "medium"]


class Notice(Document):
    """One event of a run, with what the procedure's templates have fields for.

    Attributes:
        key: the same for every notice of one incident, so that a pager resolves what it triggered.
        issue: what is wrong, in a sentence. The platform's people read it; the public does not.
        actions: what was done so far, in order.
        version: commit that was gone back to, or is to be.
        impact: what users noticed, where it is known.
        next_command: what a person types next, if anything.
        scenario: the kind of issue in the procedure's words, which the public reads instead.
        expected_at: when it is expected to be over.
    """

    format: int = FORMAT
    kind: NoticeKind
    environment: Environment
    key: str
    run_id: str
    at: datetime
    began_at: datetime
    issue: str
    severity: Severity
    components: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    version: str | None = None
    impact: str | None = None
    next_command: str | None = None
    scenario: str | None = None
    expected_at: datetime | None = None
