"""Holding the lease: in its context only, renewed, and lost for good once it is lost."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event

import pytest

from automation.core.errors import BusyError
from automation.runs.lease import HeldLease
from tests.builders import OUTSIDER, REQUESTER
from tests.unit.automation.fakes import Calls, FakeClock, FakeLedger, Fault


def held(ledger: FakeLedger, clock: FakeClock, run_id: str = "run-1") -> HeldLease:
    return HeldLease(ledger, run_id, REQUESTER, "rollback", clock)


def test_the_lease_is_ours_inside_and_free_outside() -> None:
    ledger, clock = FakeLedger(Calls()), FakeClock()

    with held(ledger, clock) as lease:
        assert lease.current.is_alive(clock.now())
        assert ledger.read_lease() == lease.current

    left = ledger.read_lease()
    assert left is not None
    assert not left.is_alive(clock.now())


def test_it_can_not_be_used_outside_of_its_context() -> None:
    with pytest.raises(RuntimeError, match="outside its context"):
        _ = held(FakeLedger(Calls()), FakeClock()).current


def test_a_second_one_is_told_who_holds_it_and_for_what() -> None:
    ledger, clock = FakeLedger(Calls()), FakeClock()

    with held(ledger, clock), pytest.raises(BusyError, match="run-1") as busy:
        held(ledger, clock, "run-2").__enter__()

    assert REQUESTER in busy.value.message
    assert "rollback" in busy.value.message


def test_tokens_grow_from_run_to_run() -> None:
    ledger, clock = FakeLedger(Calls()), FakeClock()
    tokens = []

    for run_id in ("run-1", "run-2", "run-3"):
        with held(ledger, clock, run_id) as lease:
            tokens.append(lease.current.token)

    assert tokens == [1, 2, 3]


def test_a_dead_owners_lease_can_be_taken_over_after_its_time_only() -> None:
    ledger, clock = FakeLedger(Calls()), FakeClock()
    ledger.declare_lease("dead", OUTSIDER, "rollback", clock.now())

    clock.pass_time(timedelta(seconds=89))
    with pytest.raises(BusyError):
        held(ledger, clock).__enter__()

    clock.pass_time(timedelta(seconds=1))
    with held(ledger, clock) as lease:
        assert lease.current.token == 2


def test_a_lease_that_was_taken_over_is_not_released_from_under_its_new_owner() -> None:
    ledger, clock = FakeLedger(Calls()), FakeClock()

    with pytest.raises(BusyError, match="thief"), held(ledger, clock):
        thief = ledger.declare_lease("thief", OUTSIDER, "took over", clock.now())

    assert ledger.read_lease() == thief


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for the heartbeat's thread, up to ten seconds; the caller asserts what matters."""
    pause = Event()
    for _ in range(1000):
        if condition():
            return
        pause.wait(0.01)


def test_the_heartbeat_renews_the_lease() -> None:
    ledger, clock = FakeLedger(Calls()), FakeClock()

    with HeldLease(ledger, "run-1", REQUESTER, "rollback", clock, beat_seconds=0.01) as lease:
        first = lease.current.expires_at
        clock.pass_time(timedelta(seconds=60))
        wait_until(lambda: lease.current.expires_at > first)
        assert lease.current.expires_at == clock.now() + timedelta(seconds=90)


def test_a_heartbeat_that_finds_another_owner_stops_the_run_at_its_next_step() -> None:
    ledger, clock = FakeLedger(Calls()), FakeClock()

    with HeldLease(ledger, "run-1", REQUESTER, "rollback", clock, beat_seconds=0.01) as lease:
        ledger.declare_lease("thief", OUTSIDER, "took over", clock.now())
        wait_until(lambda: is_lost(lease))
        with pytest.raises(BusyError, match="thief"):
            _ = lease.current


def test_one_missed_heartbeat_is_made_up_for_by_the_next() -> None:
    calls, clock = Calls(), FakeClock()
    ledger = FakeLedger(calls)
    calls.declare_fault(1, Fault.THROTTLED)

    with HeldLease(ledger, "run-1", REQUESTER, "rollback", clock, beat_seconds=0.01) as lease:
        wait_until(lambda: len(calls.matching("extend_lease")) >= 2)
        assert lease.current.is_alive(clock.now())


def is_lost(lease: HeldLease) -> bool:
    try:
        _ = lease.current
    except BusyError:
        return True
    return False
