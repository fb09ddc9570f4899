"""Kinds of runs: rollbacks, and those beside them, which are repeated, not gone on with. Pure.

A run's head tells its kind by the scenario; a rollback's is a row of the decision matrix.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from automation.core.errors import RefusedError
from automation.core.journal import ENDED, RunRecord
from automation.core.lease import Lease

PRUNING: Final = "prune"
STATE_RESTORE: Final = "state-restore"
VERIFICATION: Final = "verification"
LOCK_DOWN: Final = "lock-down"
# No run of its own: what an approval of opening is asked for as.
UNLOCKING: Final = "unlock"

_SUBJECTS: Final = {
    PRUNING: "old releases, while {commit} is live",
    STATE_RESTORE: "state, proven by the program of {commit}",
    VERIFICATION: "verdict on {commit}",
    LOCK_DOWN: "lock-down, while {commit} is deployed",
}
_REPEATED: Final = {
    PRUNING: ("removed old releases", "python -m automation.releases prune {environment}"),
    STATE_RESTORE: ("restored the state", "python -m automation.state {environment} list"),
    VERIFICATION: ("judged a release", "python -m automation.verify {environment}"),
    LOCK_DOWN: ("locked the environment", "python -m automation.emergency status {environment}"),
}


def is_cut_off(run: RunRecord, lease: Lease | None, now: datetime) -> bool:
    """Whether a run's process ended in the middle: its head says `running`, and it has no lease.

    Args:
        run: its head.
        lease: the environment's, alive or not.
        now: with time zone.
    """
    works = lease is not None and lease.run_id == run.run_id and lease.is_alive(now)
    return run.status == "running" and not works


def way_on(run: RunRecord, runs: Iterable[RunRecord]) -> str | None:
    """What to type about a run that was cut off; None where a later rollback overtook it.

    Args:
        run: the run.
        runs: all of them.
    """
    if not is_rollback(run):
        return _REPEATED[run.scenario][1].format(environment=run.environment)
    if overtaking(run, runs) is not None:
        return None
    return f"python -m automation.rollback resume {run.run_id}"


def is_rollback(run: RunRecord) -> bool:
    """Whether a run can be gone on with or back from."""
    return run.scenario not in _SUBJECTS


def overtaking(run: RunRecord, runs: Iterable[RunRecord]) -> RunRecord | None:
    """A rollback that began after a run; what ran beside it since does not count."""
    later = (other for other in runs if other.started_at > run.started_at)
    return next(filter(is_rollback, later), None)


def unfinished_rollback(runs: Iterable[RunRecord]) -> RunRecord | None:
    """The newest rollback, if it has not ended; what ran beside it since does not count.

    An earlier one that has not ended is overtaken: the environment is not where it stopped.

    Args:
        runs: newest first.
    """
    newest = next(filter(is_rollback, runs), None)
    return newest if newest is not None and newest.status not in ENDED else None


def subject(run: RunRecord) -> str:
    """What a run is about, for the audit."""
    return _SUBJECTS.get(run.scenario, "rollback to {commit}").format(commit=run.target_commit)


def to_approve(scenario: str, commit: str, components: Collection[str]) -> str:
    """What an approval is of, for the audit and for lists.

    Args:
        scenario: of the request.
        commit: of the request.
        components: of the request; a lock-down takes none back.
    """
    if scenario == UNLOCKING:
        return f"opening after a lock-down, while {commit} is deployed"
    if not components and scenario != STATE_RESTORE:
        return f"a lock-down, while {commit} was deployed"
    if scenario == STATE_RESTORE:
        return f"a restored state, proven by the program of {commit}"
    return f"a rollback to {commit}"


def insist_on_rollback(run: RunRecord) -> None:
    """Let pass only what `resume` and `abort` are for.

    Raises:
        RefusedError: it is a run of another kind; names the command that repeats it.
    """
    if is_rollback(run):
        return
    what, command = _REPEATED[run.scenario]
    raise RefusedError(
        f"{run.run_id} {what}: there is nothing to go on with or back to, it is repeated. "
        "Nothing was changed.",
        command.format(environment=run.environment),
    )
