"""What `reconcile` takes up."""

from dataclasses import replace

import pytest

from automation.core.errors import UnknownRefError
from automation.core.plan import COMPONENTS
from automation.core.stack_settings import CHOICES, Choice
from automation.runs.reconciling import Owed, owed_infrastructure
from tests.builders import COMMIT_A, hold
from tests.unit.automation.fakes import Calls, FakeLedger
from tests.unit.automation.platform_in_memory import Platform


@pytest.mark.parametrize("choice", CHOICES)
def test_it_is_the_held_release_with_the_settings_of_the_run_that_holds(choice: Choice) -> None:
    platform = Platform("dev")
    asked = platform.order(settings=choice)
    rollback = platform.rollback(asked)
    rollback.carry_out(rollback.prepare().agreement)

    owed = owed_infrastructure(platform.ledger, "dev")

    assert owed == Owed(platform.good.commit, asked.reason, choice)


def test_reconciling_once_more_keeps_the_settings() -> None:
    platform = Platform("dev")
    rollback = platform.rollback(platform.order(settings="today"))
    rollback.carry_out(rollback.prepare().agreement)
    first = replace(
        platform.order(components=COMPONENTS[2:]),
        settings=owed_infrastructure(platform.ledger, "dev").settings,
    )
    again = platform.rollback(first, run_id="the-reconciliation")
    again.carry_out(again.prepare().agreement)

    held = platform.ledger.read_hold()
    assert held is not None
    assert held.run_id == "the-reconciliation"
    assert owed_infrastructure(platform.ledger, "dev").settings == "today"


def test_a_hold_whose_run_is_not_on_record_means_the_releases_own_settings() -> None:
    ledger = FakeLedger(Calls())
    ledger.declare_hold(hold())

    assert owed_infrastructure(ledger, "dev") == Owed(COMMIT_A, hold().reason, "release")


def test_where_no_rollback_holds_there_is_nothing_to_reconcile() -> None:
    ledger = FakeLedger(Calls())
    with pytest.raises(UnknownRefError, match="No rollback holds dev"):
        owed_infrastructure(ledger, "dev")

    ledger.declare_hold(hold().model_copy(update={"target_commit": None}))
    with pytest.raises(UnknownRefError, match="No rollback holds dev"):
        owed_infrastructure(ledger, "dev")
