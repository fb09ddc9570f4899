"""A look at the release that is live, item by item of the checklist, and the verdict on it.

I/O: the platform and AWS through the ports; the verdict goes to the ledger under the lease.
"""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Final

from automation.core.checklist import NAMES, Finding, verdict
from automation.core.errors import OperatorError, RefusedError
from automation.core.journal import EntryState, RunRecord
from automation.core.release import Health, Release
from automation.core.run_kinds import VERIFICATION
from automation.runs.checks import business, technical
from automation.runs.checks.tour import CheckFailedError, NotLookedAtError, Tour
from automation.runs.clock import Clock
from automation.runs.lease import HeldLease
from automation.runs.ports import OnProgress, Reporter
from automation.runs.serving import Served, live_release
from automation.runs.side_run import SideRun

PARALLEL: Final = 6
# Each request of a check ends within ten seconds, and a check is a handful of them: those that run
# at once are given this long together.
CHECK_SECONDS: Final = 120.0
# What the others do at the same time would be measured too.
_ALONE: Final = ("response-times",)
_PHASE: Final = "verify"
_CHECKS: Final = {**technical.CHECKS, **business.CHECKS}


def look(
    tour: Tour,
    names: Sequence[str],
    on_progress: OnProgress,
    *,
    limit_seconds: float = CHECK_SECONDS,
) -> tuple[Finding, ...]:
    """Run checks at once, then those that must be alone.

    Args:
        tour: what they look at, and with.
        names: which ones.
        on_progress: told of each that ended.
        limit_seconds: after which nobody waits for a check.

    Returns:
        what each found, in the checklist's order.
    """
    findings: list[Finding] = []
    together = [name for name in names if name not in _ALONE]
    for group in (together, *([name] for name in names if name in _ALONE)):
        findings += _at_once(tour, group, on_progress, limit_seconds)
    return tuple(sorted(findings, key=lambda finding: NAMES.index(finding.name)))


def record(
    findings: Sequence[Finding],
    release: Release,
    served: Served,
    clock: Clock,
    reporter: Reporter,
    *,
    run_id: str,
    actor: str,
) -> Health:
    """Write the verdict on a release, with a line of the journal for each finding.

    What is undecided leaves the verdict as it was.

    Raises:
        BusyError: a rollback works on the environment; it will say which release is good.
        RefusedError: another release went live meanwhile.
    """
    health, ledger = verdict(findings), served.ledger
    with HeldLease(ledger, run_id, actor, f"verdict on {release.commit[:12]}", clock) as lease:
        if live_release(served).commit != release.commit:
            raise RefusedError(
                f"{release.commit[:12]} is not live any more: no verdict was recorded.",
                f"python -m automation.verify {release.environment}",
            )
        head = _head(release, run_id, actor, clock)
        run = SideRun(ledger, clock, reporter, head=head, phase=_PHASE)
        run.outcome = f"verdict: {health}"
        with run.running(lease):
            for finding in findings:
                _write(run, finding, lease)
            if health != "unknown":
                ledger.write_health(release.commit, health, lease.current)
    return health


def _at_once(
    tour: Tour, names: Sequence[str], on_progress: OnProgress, limit_seconds: float
) -> list[Finding]:
    pool = ThreadPoolExecutor(PARALLEL)
    started = {pool.submit(_check, tour, name, on_progress): name for name in names}
    wait(started, timeout=limit_seconds)
    # Nobody waits for a check that hangs: its requests end by their own time-outs.
    pool.shutdown(wait=False, cancel_futures=True)
    return [_finding(future, name, limit_seconds) for future, name in started.items()]


def _finding(future: Future[Finding], name: str, limit_seconds: float) -> Finding:
    if future.done() and not future.cancelled():
        return future.result()
    return Finding(name, "undecided", f"no result within {limit_seconds:g} s", limit_seconds)


def _check(tour: Tour, name: str, on_progress: OnProgress) -> Finding:
    began = tour.clock.now()
    try:
        outcome, fact = _CHECKS[name](tour)
    except CheckFailedError as failure:
        outcome, fact = "fail", str(failure)
    except NotLookedAtError as reason:
        outcome, fact = "undecided", str(reason)
    except OperatorError:
        raise
    except Exception as error:  # noqa: BLE001 - what could not be looked at is told, not passed
        outcome, fact = "undecided", f"could not be looked at: {type(error).__name__}: {error}"
    on_progress(f"{name}: {outcome}")
    return Finding(name, outcome, fact, (tour.clock.now() - began).total_seconds())


def _write(run: SideRun, finding: Finding, lease: HeldLease) -> None:
    state: EntryState = "failed" if finding.outcome == "fail" else "done"
    detail = f"{finding.outcome}: {finding.fact}"[:500]
    run.write(finding.name, state, lease, detail=detail)


def _head(release: Release, run_id: str, actor: str, clock: Clock) -> RunRecord:
    return RunRecord(
        run_id=run_id,
        environment=release.environment,
        actor=actor,
        reason="verdict after a deployment",
        scenario=VERIFICATION,
        target_commit=release.commit,
        from_commit=None,
        components=(),
        approval_digest=None,
        earlier_hold=None,
        started_at=clock.now(),
    )
