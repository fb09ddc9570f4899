"""Every call of an automatic rollback fails once, in each way; the word of the alarm comes again.

Whatever happens, one run ends at the target, or one person is called.
"""

from datetime import timedelta

import pytest

from automation.core.errors import OperatorError
from tests.unit.automation.automation_in_memory import Automation
from tests.unit.automation.fakes import Fault, ProcessKilledError

REDELIVERY = timedelta(minutes=2)
DELIVERIES = 4


def _with_nothing_healthy() -> Automation:
    automation = Automation()
    automation.platform.ledger.declare_health(automation.platform.good.commit, "unknown")
    return automation


def _calls_of(automation: Automation) -> int:
    automation.react()
    return len(automation.platform.calls.made)


def _deliver_until_answered(automation: Automation) -> None:
    """As EventBridge and Lambda do: again where the function failed or asked for it."""
    for _ in range(DELIVERIES):
        try:
            if automation.react().outcome != "later":
                return
        except ProcessKilledError:
            automation.platform.calls.restart_process()
        except Exception:  # noqa: BLE001, S110 - the function fails, and is tried again
            pass
        automation.pass_time_until(automation.platform.clock.now() + REDELIVERY)
    raise AssertionError("it was never answered")


def _ends_at_the_target(automation: Automation) -> bool:
    platform = automation.platform
    began = [run for run in platform.ledger.runs() if run.scenario == "error-rate"]
    return (
        platform.serves(platform.good)
        and [run.status for run in began] == ["finished"]
        and platform.ledger.read_hold() is not None
    )


@pytest.mark.parametrize("fault", list(Fault))
def test_one_rollback_ends_at_the_target_whichever_call_fails(fault: Fault) -> None:
    for number in range(_calls_of(Automation())):
        automation = Automation()
        automation.platform.calls.declare_fault(number, fault)

        _deliver_until_answered(automation)

        assert _ends_at_the_target(automation), (number, automation.platform.calls.made)


@pytest.mark.parametrize("fault", list(Fault))
def test_one_person_is_called_whichever_call_fails(fault: Fault) -> None:
    for number in range(_calls_of(_with_nothing_healthy())):
        automation = _with_nothing_healthy()
        automation.platform.calls.declare_fault(number, fault)

        _deliver_until_answered(automation)

        held = automation.platform.ledger.read_hold()
        assert held is not None
        assert [notice.key for notice in automation.notices.posted] == [held.run_id], (
            number,
            automation.platform.calls.made,
        )


def test_an_operators_error_is_what_the_caller_gets() -> None:
    """It fails the function, so the event comes again and, in the end, lies in its queue."""
    automation = Automation()
    automation.platform.functions.declare_moved_before_write("clinical-trial-api-prod", "9")

    with pytest.raises(OperatorError):
        automation.react()
