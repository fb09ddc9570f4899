"""Resume and abort after a killed engine: its lock stays, and only a dead owner's is removed."""

import pytest

from automation.core.errors import BusyError
from automation.core.plan import COMPONENTS
from tests.builders import stack_lock
from tests.unit.automation.fakes import Fault, aws_error
from tests.unit.automation.fakes.backend import HERE
from tests.unit.automation.platform_in_memory import RUN, Platform


def with_killed_engine(call: str = "apply") -> Platform:
    """A run that ended at the engine's update."""
    platform = Platform("dev")
    asked = platform.order(components=COMPONENTS)
    rehearsal = Platform("dev")
    rollback = rehearsal.rollback(asked)
    rollback.carry_out(rollback.prepare().agreement)
    number = next(i for i, made in enumerate(rehearsal.calls.made) if made.startswith(call))
    platform.calls.declare_fault(number, Fault.REFUSED)
    rollback = platform.rollback(asked)
    with pytest.raises(Exception, match="AccessDenied"):
        rollback.carry_out(rollback.prepare().agreement)
    return platform


def test_the_lock_of_a_dead_engine_is_removed_and_the_run_completes() -> None:
    platform = with_killed_engine()
    lock = platform.backend.declare_lock(stack_lock(host=HERE, pid=99))

    assert platform.recovery(with_engine=True).resume().status == "finished"

    assert platform.calls.matching("remove_lock") == [f"remove_lock {lock.place}"]
    assert platform.serves(platform.good)
    assert platform.ledger.health_of(platform.good.commit) == "healthy"


def test_the_removal_is_journaled_with_whose_it_was() -> None:
    platform = with_killed_engine()
    platform.backend.declare_lock(stack_lock(host=HERE, pid=99))

    platform.recovery(with_engine=True).resume()

    steps = [(entry.step, entry.state) for entry in platform.ledger.journal(RUN)]
    removed = (
        f"remove the lock of a dead engine, dana on {HERE} (pid 99) since 2026-03-02 09:30:00 UTC"
    )
    assert (removed, "started") in steps
    assert (removed, "done") in steps


def test_a_lock_of_another_machine_is_left_and_named() -> None:
    platform = with_killed_engine()
    platform.backend.declare_lock(stack_lock())

    with pytest.raises(BusyError, match=r"dana on elsewhere\.example \(pid 4711\)") as busy:
        platform.recovery(with_engine=True).resume()

    assert "pulumi cancel --stack dev" in (busy.value.next_command or "")
    assert platform.calls.matching("remove_lock") == []
    assert platform.calls.matching("apply") == ["apply"]
    assert platform.clock.slept == [2.0] * len(platform.clock.slept)


def test_a_lock_of_a_living_process_is_left_and_named() -> None:
    platform = with_killed_engine()
    platform.backend.declare_lock(stack_lock(host=HERE, pid=99))
    platform.processes.declare_running(99)

    with pytest.raises(BusyError, match=r"\(pid 99\)"):
        platform.recovery(with_engine=True).resume()

    assert platform.calls.matching("remove_lock") == []


def test_of_two_locks_only_the_dead_ones_goes() -> None:
    platform = with_killed_engine()
    dead = platform.backend.declare_lock(stack_lock("dead", host=HERE, pid=99))
    living = platform.backend.declare_lock(stack_lock("living", host=HERE, pid=100))
    platform.processes.declare_running(100)

    with pytest.raises(BusyError, match=r"\(pid 100\)"):
        platform.recovery(with_engine=True).resume()

    assert platform.calls.matching("remove_lock") == [f"remove_lock {dead.place}"]
    assert platform.backend.locks() == (living,)


def test_before_the_engine_was_used_a_lock_is_a_deployments_and_the_traffic_does_not_wait() -> None:
    platform = with_killed_engine("restore index.html")
    lock = platform.backend.declare_lock(stack_lock())
    platform.clock.declare_meanwhile(
        *[lambda: None] * 4, lambda: platform.backend.declare_unlocked(lock)
    )

    assert platform.recovery(with_engine=True).resume().status == "finished"

    waited = next(i for i, line in enumerate(platform.reporter.lines) if "waiting for dana" in line)
    restored = platform.reporter.lines.index("restore 1 files")
    assert restored < waited


def test_a_run_stopped_at_the_second_preview_can_still_go_back() -> None:
    platform = with_killed_engine("append done preview again")

    assert platform.recovery(with_engine=True).abort().status == "aborted"

    assert platform.ledger.read_hold() is None


def test_what_a_killed_engine_was_creating_is_named_with_what_to_do_about_it() -> None:
    platform = with_killed_engine()
    urn = "urn:pulumi:dev::clinical-trial::aws:sqs/queue:Queue::notifications"
    platform.backend.declare_pending("creating", urn)

    platform.recovery(with_engine=True).resume()

    lines = platform.reporter.lines
    assert f"the engine was killed while creating {urn}; it is done again" in lines
    assert any("pulumi refresh --clear-pending-creates --stack dev" in line for line in lines)


def test_a_backend_that_cannot_be_asked_keeps_nobody_from_resuming() -> None:
    platform = with_killed_engine("restore index.html")
    refused = aws_error("AccessDenied", "ListObjectsV2")
    platform.backend.declare_unreachable(refused, refused)

    assert platform.recovery(with_engine=True).resume().status == "finished"

    assert any("backend could not be asked" in line for line in platform.reporter.lines)


def test_aborting_removes_the_lock_of_a_dead_engine_while_the_hold_stands() -> None:
    platform = with_killed_engine("append done preview again")
    before = Platform("dev").state()
    lock = platform.backend.declare_lock(stack_lock(host=HERE, pid=99))

    assert platform.recovery(with_engine=True).abort().status == "aborted"

    made = platform.calls.made
    assert made.index(f"remove_lock {lock.place}") < made.index(f"lift_hold {RUN}")
    assert platform.state() == before
    journaled = [(entry.step, entry.state) for entry in platform.ledger.journal(RUN)]
    assert (f"remove the lock of a dead engine, {lock.owner}", "done") in journaled


def test_aborting_waits_for_no_other_lock_and_names_it() -> None:
    platform = with_killed_engine("append done preview again")
    lock = platform.backend.declare_lock(stack_lock())

    assert platform.recovery(with_engine=True).abort().status == "aborted"

    assert platform.calls.matching("remove_lock") == []
    assert f"the stack stays locked by {lock.owner}" in platform.reporter.lines


def test_a_backend_that_cannot_be_asked_keeps_nobody_from_aborting() -> None:
    platform = with_killed_engine("restore index.html")
    refused = aws_error("AccessDenied", "ListObjectsV2")
    platform.backend.declare_unreachable(refused, refused)

    assert platform.recovery(with_engine=True).abort().status == "aborted"
