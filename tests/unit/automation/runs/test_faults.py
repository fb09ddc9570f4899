"""A fault at every call that changes anything, then resume or abort: exactly target or exactly old.

The calls are counted in a run without faults, so new ones are covered by themselves.
"""

from datetime import timedelta

import pytest

from automation.core.audit_faults import faults, written
from automation.core.errors import StoppedError
from automation.core.plan import COMPONENTS, ComponentName
from automation.runs.rollback import Rollback
from tests.unit.automation.fakes import Fault, ProcessKilledError
from tests.unit.automation.platform_in_memory import RUN, Platform

TRAFFIC: tuple[ComponentName, ...] = COMPONENTS[:2]


def calls_of(components: tuple[ComponentName, ...]) -> list[str]:
    """The calls of a run without faults."""
    platform = Platform("dev")
    rollback = platform.rollback(platform.order(components=components))
    rollback.carry_out(platform.agreement_for(rollback))
    return platform.calls.made


def struck(components: tuple[ComponentName, ...], at: int, fault: Fault) -> Platform:
    """A platform whose run was struck at one call."""
    platform = Platform("dev")
    rollback = platform.rollback(platform.order(components=components))
    agreed = platform.agreement_for(rollback)
    platform.calls.declare_fault(at, fault)
    try:
        rollback.carry_out(agreed)
    except (Exception, ProcessKilledError):  # noqa: BLE001 - any end; what it leaves is judged
        platform.clock.pass_time(timedelta(seconds=90))
    platform.calls.restart_process()
    return platform


def began(platform: Platform) -> bool:
    """Whether the run is on record; one that is not has changed nothing."""
    return platform.ledger.read_run(RUN) is not None


def insist_on_audit(platform: Platform, call: str) -> None:
    """The chain holds, and each change that was made is told in it."""
    ledger = platform.ledger
    assert faults(ledger.stored(), ledger.head()) == (), call
    records = written(ledger.stored())
    run = ledger.read_run(RUN)
    assert run is not None
    assert records[-1].action == f"run-{run.status}", call
    told = [record for record in records if record.action.startswith("step-")]
    moved = {name for record in told for name in record.after}
    for done in platform.calls.matching("point_alias"):
        assert done.split()[1] in moved, call
    if platform.calls.matching("restore"):
        assert "restored files" in moved, call
    if ledger.read_hold() is not None:
        assert "hold-set" in {record.action for record in records}, call


def can_go_back(platform: Platform) -> bool:
    """Whether the run neither ended nor gave its verdicts."""
    run = platform.ledger.read_run(RUN)
    closing = any(entry.phase == "close" for entry in platform.ledger.journal(RUN))
    return run is not None and run.status != "finished" and not closing


def needs_resuming(again: Rollback) -> bool:
    """Whether a repeated command leads to the run that did not end."""
    try:
        again.prepare()
    except StoppedError as error:
        return error.next_command == f"python -m automation.rollback resume {RUN}"
    return False


@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
@pytest.mark.parametrize("components", [TRAFFIC, COMPONENTS], ids=["traffic", "everything"])
def test_resuming_after_a_fault_anywhere_ends_at_the_target(
    components: tuple[ComponentName, ...], fault: Fault
) -> None:
    for at, call in enumerate(calls_of(components)):
        platform = struck(components, at, fault)
        if began(platform):
            recovery = platform.recovery(with_engine="infrastructure" in components)
            assert recovery.resume().status == "finished", call
            assert platform.serves(platform.good), call
            assert platform.ledger.health_of(platform.good.commit) == "healthy", call
            insist_on_audit(platform, call)
        else:
            assert platform.ledger.read_hold() is None, call


@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
def test_aborting_after_a_fault_anywhere_ends_where_the_run_began(fault: Fault) -> None:
    before = Platform("dev").state()

    for at, call in enumerate(calls_of(TRAFFIC)):
        platform = struck(TRAFFIC, at, fault)
        if can_go_back(platform):
            assert platform.recovery().abort().status == "aborted", call
        if not began(platform) or platform.recovery().resume().status == "aborted":
            assert platform.state() == before, call
            assert platform.ledger.read_hold() is None, call
            assert platform.ledger.health_of(platform.bad.commit) == "unknown", call
            if began(platform):
                insist_on_audit(platform, call)
        else:
            assert platform.serves(platform.good), call


@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
def test_the_same_command_again_ends_at_the_target_or_leads_to_the_run_that_did_not_end(
    fault: Fault,
) -> None:
    for at, call in enumerate(calls_of(TRAFFIC)):
        platform = struck(TRAFFIC, at, fault)
        again = platform.rollback(run_id="prod-20260302T094000Z-000002")
        if needs_resuming(again):
            assert platform.recovery().resume().status == "finished", call
        else:
            prepared = again.prepare()
            if not prepared.plan.is_empty:
                again.carry_out(prepared.agreement)
        assert platform.serves(platform.good), call
