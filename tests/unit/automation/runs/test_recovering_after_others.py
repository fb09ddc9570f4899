"""Resuming and aborting a run that somebody else had to do with since it stopped."""

from collections.abc import Callable

import pytest

from automation.core.errors import BusyError, OperatorError, RefusedError, StoppedError
from automation.runs.recovering import Recovery
from tests.builders import APPROVER, hold, run_record, stack_lock
from tests.unit.automation.model import Deployment
from tests.unit.automation.platform_in_memory import RUN, Platform

NEWER = Deployment(
    versions={"api": "6", "auth": "8", "reports": "4"},
    files={"index.html": "newer page", "robots.txt": "robots"},
    cleans_up=True,
)


def stopped() -> Platform:
    """A run that was asked to stop with its traffic moved."""
    platform = Platform("dev")
    platform.site.declare_problems("/api/health", *["still starting"] * 40)
    carry_out(platform, OperatorError)
    platform.site.declare_problems("/api/health")
    return platform


def stopped_by_a_deployment() -> Platform:
    """A run that lost patience with a deployment that it had met."""
    platform = Platform("dev")
    lock = platform.backend.declare_lock(stack_lock())
    carry_out(platform, BusyError)
    platform.backend.remove_lock(lock)
    return platform


def carry_out(platform: Platform, error: type[OperatorError]) -> None:
    rollback = platform.rollback()
    with pytest.raises(error):
        rollback.carry_out(platform.agreement_for(rollback))


def lift(platform: Platform) -> None:
    ledger = platform.ledger
    lease = ledger.acquire_lease("another", APPROVER, "lift", platform.clock.now())
    ledger.lift_hold(RUN, lease, "it is over")
    ledger.release_lease(lease, platform.clock.now())


@pytest.mark.parametrize("verb", [Recovery.resume, Recovery.abort])
def test_what_another_ended_between_the_look_and_the_lease_is_left(
    verb: Callable[[Recovery], object],
) -> None:
    platform = stopped()
    late = platform.recovery()
    platform.recovery().resume()
    served = platform.state()
    platform.calls.forget()

    with pytest.raises((BusyError, RefusedError), match=f"{RUN}"):
        verb(late)

    assert platform.state() == served
    assert not platform.calls.matching("write_hold")
    assert not platform.calls.matching("write_run")


@pytest.mark.parametrize("verb", [Recovery.resume, Recovery.abort])
def test_a_hold_that_somebody_set_since_stays(verb: Callable[[Recovery], object]) -> None:
    platform = stopped()
    theirs = hold("prod-20260302T103000Z-000002", actor=APPROVER, reason="an inspection")
    platform.ledger.declare_hold(theirs)

    with pytest.raises(StoppedError, match="an inspection"):
        verb(platform.recovery())

    assert platform.ledger.read_hold() == theirs


def test_going_back_leaves_a_hold_lifted_that_somebody_lifted() -> None:
    platform = Platform("dev")
    platform.ledger.declare_hold(hold("an-earlier-run"))
    platform.site.declare_problems("/api/health", *["still starting"] * 40)
    carry_out(platform, OperatorError)
    lift(platform)

    assert platform.recovery().abort().status == "aborted"

    assert platform.ledger.read_hold() is None


def test_what_was_deployed_after_the_hold_was_lifted_is_not_taken_back_by_an_old_run() -> None:
    platform = stopped_by_a_deployment()
    lift(platform)
    newer = platform.deploy(NEWER)
    served = platform.state()

    with pytest.raises(StoppedError, match="somebody else moved"):
        platform.recovery().resume()

    assert platform.state() == served
    assert platform.model.serves_functions_of(newer)


@pytest.mark.parametrize("verb", [Recovery.resume, Recovery.abort])
def test_a_run_that_another_rollback_came_after_is_over(
    verb: Callable[[Recovery], object],
) -> None:
    platform = stopped()
    later = RUN.replace("T093000Z", "T103000Z")
    platform.ledger.declare_run(
        run_record(later).model_copy(
            update={"status": "finished", "started_at": platform.clock.now()}
        )
    )
    lift(platform)
    served = platform.state()

    with pytest.raises(RefusedError, match=f"{later} came after"):
        verb(platform.recovery())

    assert platform.state() == served
