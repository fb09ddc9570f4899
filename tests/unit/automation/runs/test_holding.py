"""Holding an environment by hand, and lifting a hold."""

from datetime import timedelta

import pytest

from automation.core.errors import BusyError, HeldError, RefusedError
from automation.core.hold import Hold
from automation.runs.holding import lift_hold, set_hold
from tests.builders import APPROVER, OUTSIDER, REQUESTER, hold
from tests.unit.automation.platform_in_memory import Platform


def set_by(person: str, platform: Platform) -> Hold:
    return set_hold(
        platform.ledger,
        platform.functions,
        platform.clock,
        run_id="run-1",
        actor=person,
        reason="migration tonight",
        function_names=tuple(platform.name_of(name) for name in ("api", "auth", "reports")),
    )


def lift(person: str, platform: Platform) -> Hold | None:
    return lift_hold(
        platform.ledger,
        platform.clock,
        run_id="run-2",
        environment=platform.environment,
        actor=person,
        reason="all is well",
    )


def test_a_hold_pins_every_alias_where_it_is() -> None:
    platform = Platform()

    held = set_by(REQUESTER, platform)

    assert platform.ledger.read_hold() == held
    assert held.pins == {
        platform.name_of("api"): "5",
        platform.name_of("auth"): "7",
        platform.name_of("reports"): "3",
    }


def test_a_held_environment_stays_with_who_holds_it() -> None:
    platform = Platform()
    platform.ledger.declare_hold(hold(actor=OUTSIDER))

    with pytest.raises(HeldError, match="outsider"):
        set_by(REQUESTER, platform)

    assert platform.ledger.read_hold() == hold(actor=OUTSIDER)


def test_a_run_at_work_keeps_a_hold_from_being_set_or_lifted() -> None:
    platform = Platform()
    platform.ledger.declare_hold(hold())
    platform.ledger.declare_lease("run-0", OUTSIDER, "rollback", platform.clock.now())

    with pytest.raises(BusyError):
        set_by(REQUESTER, platform)
    with pytest.raises(BusyError):
        lift(APPROVER, platform)

    assert platform.ledger.read_hold() == hold()


def test_in_prod_another_person_lifts_it() -> None:
    platform = Platform()
    platform.ledger.declare_hold(hold(actor=REQUESTER))

    with pytest.raises(RefusedError, match="another person"):
        lift(REQUESTER, platform)
    assert platform.ledger.read_hold() is not None

    platform.clock.pass_time(timedelta(seconds=1))
    assert lift(APPROVER, platform) == hold(actor=REQUESTER)
    assert platform.ledger.read_hold() is None


def test_elsewhere_the_same_person_may() -> None:
    platform = Platform("dev")
    platform.ledger.declare_hold(hold(actor=REQUESTER))

    assert lift(REQUESTER, platform) is not None


def test_lifting_where_nothing_is_held_is_no_error() -> None:
    assert lift(APPROVER, Platform()) is None
