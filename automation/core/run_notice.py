"""What is to be told of a rollback, from its head. Pure."""

from datetime import datetime, timedelta
from typing import Final

from automation.core.journal import RunRecord, RunStatus
from automation.core.names import ENVIRONMENTS
from automation.core.notice import Notice, NoticeKind, Severity
from automation.core.policy import MATRIX, Decision, RollbackType

KIND_OF_STATUS: Final[dict[RunStatus, NoticeKind]] = {
    "running": "progress",
    "finished": "completed",
    "stopped": "failed",
    "failed": "failed",
    "aborted": "aborted",
}
_SEVERITIES: Final[dict[RollbackType, Severity]] = {
    "emergency": "critical",
    "automatic": "high",
    "manual": "medium",
}
# Source: procedure, section "Manual Rollback", execution (5-15 minutes). An emergency's limit in
# the matrix is that of closing, not of going back.
_EXECUTION: Final = timedelta(minutes=15)


def notice_of(
    run: RunRecord,
    kind: NoticeKind,
    at: datetime,
    actions: tuple[str, ...],
    next_command: str | None = None,
) -> Notice:
    """The notice of a run's event.

    Args:
        run: its head.
        kind: what happened.
        at: when.
        actions: what was done so far, in order.
        next_command: what a person types next.

    Raises:
        ValueError: the run's environment is none of this project's.
    """
    environment = next((name for name in ENVIRONMENTS if name == run.environment), None)
    if environment is None:
        raise ValueError(f"{run.environment} is no environment")
    decision = next((row for row in MATRIX if row.scenario == run.scenario), None)
    return Notice(
        kind=kind,
        environment=environment,
        key=run.run_id,
        run_id=run.run_id,
        at=at,
        began_at=run.started_at,
        issue=run.reason,
        severity=_SEVERITIES[decision.type] if decision else "high",
        components=run.components,
        actions=actions,
        version=run.target_commit,
        impact=run.impact,
        next_command=next_command,
        scenario=decision.title if decision else None,
        expected_at=run.started_at + _patience(decision),
    )


def _patience(decision: Decision | None) -> timedelta:
    if decision is None or decision.type == "emergency":
        return _EXECUTION
    return decision.limit
