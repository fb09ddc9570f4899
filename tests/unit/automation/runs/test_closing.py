"""Closing doors, whatever goes wrong meanwhile."""

from contextlib import suppress

import pytest

from automation.core.doors import FIREWALL, closed_acl, lets_nobody_in
from automation.runs.closing import close, close_all, confirm_all
from tests.builders import REQUESTER
from tests.unit.automation.fakes.calls import Fault, ProcessKilledError
from tests.unit.automation.lock_down_in_memory import ACL, FUNCTION, OTHER_ACL, STAGE, Doors, claim

# Three doors, each kept before, closed, and confirmed after.
CALLS = 9


def open_doors(doors: Doors) -> list[str]:
    return [door.part for door in doors.all if not lets_nobody_in(door.part, door.configuration)]


def test_every_door_is_closed_and_how_it_was_is_kept() -> None:
    doors = Doors()

    outcomes = doors.lock()

    assert open_doors(doors) == []
    assert all(outcome.is_closed and not outcome.was_closed for outcome in outcomes)
    kept = {closing.part: closing for closing in doors.records.closings()}
    assert (kept[FIREWALL].former, kept["api"].former, kept[FUNCTION].former) == (
        ACL,
        STAGE,
        "null",
    )
    assert {closing.status for closing in kept.values()} == {"closed"}
    assert len(doors.records.audited) == 3
    assert len(doors.calls.made) == CALLS


def test_what_it_was_is_kept_before_it_is_closed() -> None:
    doors = Doors()

    close(doors.firewall, doors.records, claim())

    assert doors.calls.made == ["keep firewall", "close firewall"]


def test_a_repeated_lock_down_changes_nothing() -> None:
    doors = Doors()
    doors.lock()
    doors.calls.forget()

    outcomes = doors.lock("prod-2")

    assert doors.calls.made == []
    assert all(outcome.was_closed for outcome in outcomes)


def test_the_first_lock_s_original_survives_a_door_that_was_opened_meanwhile() -> None:
    doors = Doors()
    doors.lock()
    doors.firewall.declare_changed(OTHER_ACL)

    doors.lock("prod-2")

    record = doors.records.read(FIREWALL)
    assert record is not None
    assert (record.former, record.run_id, record.status) == (ACL, "prod-2", "closed")
    assert doors.firewall.configuration == closed_acl(ACL)


def test_a_door_that_somebody_changed_right_then_is_read_again_and_comes_back_as_it_was_last() -> (
    None
):
    doors = Doors()
    doors.firewall.declare_after_reading(lambda: doors.firewall.declare_changed(OTHER_ACL))

    outcome = close(doors.firewall, doors.records, claim())

    record = doors.records.read(FIREWALL)
    assert outcome.is_closed
    assert doors.firewall.configuration == closed_acl(OTHER_ACL)
    assert record is not None
    assert record.former == OTHER_ACL


def test_two_who_lock_at_once_keep_one_original() -> None:
    doors = Doors()
    doors.firewall.declare_after_reading(
        lambda: close(doors.firewall, doors.records, claim("prod-2"))
    )

    outcomes = close_all(doors.all, doors.records, claim())
    confirm_all(doors.records, outcomes, REQUESTER)

    record = doors.records.read(FIREWALL)
    assert open_doors(doors) == []
    assert record is not None
    assert (record.former, record.status) == (ACL, "closed")


def test_a_ledger_that_is_away_keeps_no_door_open_and_is_named() -> None:
    doors = Doors()
    doors.records.declare_away()

    outcomes = doors.lock()

    assert open_doors(doors) == []
    assert all("could not be kept" in outcome.warnings[0] for outcome in outcomes)
    doors.records.declare_back()
    confirm_all(doors.records, outcomes, REQUESTER)
    assert [closing.former for closing in doors.records.closings()] == [STAGE, ACL, "null"]
    assert all(not outcome.warnings for outcome in outcomes)


def test_a_door_that_can_t_be_read_is_named_and_stops_no_other() -> None:
    doors = Doors()
    doors.firewall.declare_unreadable()

    outcomes = doors.lock()

    assert open_doors(doors) == [FIREWALL]
    (failed,) = [outcome for outcome in outcomes if not outcome.is_closed]
    assert failed.part == FIREWALL
    assert "AccessDenied" in (failed.problem or "")


def test_a_locked_firewall_without_a_record_is_never_taken_for_an_original() -> None:
    doors = Doors()
    doors.firewall.declare_changed(closed_acl(ACL))

    outcome = close(doors.firewall, doors.records, claim())

    assert outcome.is_closed
    assert "nothing tells how it was" in outcome.warnings[0]
    assert doors.records.closings() == ()


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("at", range(CALLS))
def test_whatever_call_fails_all_else_is_closed_and_a_repeat_closes_the_rest(
    at: int, fault: Fault
) -> None:
    doors = Doors()
    doors.calls.declare_fault(at, fault)

    with suppress(ProcessKilledError):
        outcomes = doors.lock()
        claimed = {outcome.part for outcome in outcomes if not outcome.is_closed}
        assert set(open_doors(doors)) <= claimed
        assert len(claimed) <= 1
        assert all(outcome.problem for outcome in outcomes if not outcome.is_closed)
    doors.calls.restart_process()
    doors.lock("prod-2")

    assert open_doors(doors) == []
    kept = {closing.part: closing.former for closing in doors.records.closings()}
    assert kept == {FIREWALL: ACL, "api": STAGE, FUNCTION: "null"}
    assert {closing.status for closing in doors.records.closings()} == {"closed"}
