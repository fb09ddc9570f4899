"""A notice to look at, of a run that never was. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Final

from automation.core.notice import Notice, NoticeKind

_BEGAN_AT: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_RUN: Final = "prod-20260302T093000Z-000001"
_AFTER: Final[dict[NoticeKind, timedelta]] = {
    "initiated": timedelta(),
    "progress": timedelta(minutes=10),
    "completed": timedelta(minutes=12, seconds=40),
    "unlocked": timedelta(minutes=55),
}


def example(kind: NoticeKind) -> Notice:
    """An event of each kind, of one story."""
    is_closed = kind in {"locked-down", "unlocked", "isolated"}
    return Notice(
        kind=kind,
        environment="prod",
        key=_RUN,
        run_id=_RUN,
        at=_BEGAN_AT + _AFTER.get(kind, timedelta(minutes=4)),
        began_at=_BEGAN_AT,
        issue="Sign-in answers with errors since the release of this morning",
        severity="critical" if is_closed else "high",
        components=("functions", "frontend"),
        actions=()
        if kind == "initiated"
        else ("hold the environment and pin its aliases", "move 3 aliases", "restore 4 files"),
        version="4f2a9c1d7be035864f2a9c1d7be035864f2a9c1d",
        impact="Users could not sign in for eleven minutes" if kind == "completed" else None,
        next_command=f"python -m automation.rollback resume {_RUN}" if kind == "failed" else None,
        scenario="Security incident" if is_closed else "Partial functionality loss",
        expected_at=_BEGAN_AT + timedelta(minutes=15),
    )
