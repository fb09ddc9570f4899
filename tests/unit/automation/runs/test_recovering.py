"""Resuming and aborting a run that did not end."""

import pytest

from automation.core.errors import (
    ApprovalVoidError,
    BusyError,
    OperatorError,
    RefusedError,
    StoppedError,
    UnhealthyError,
    UnknownRefError,
)
from automation.core.plan import COMPONENTS
from tests.builders import APPROVER, change, hold, run_record
from tests.unit.automation.fakes import Fault
from tests.unit.automation.platform_in_memory import RUN, Platform


def stopped(platform: Platform, at: str, *, with_engine: bool = False) -> None:
    """A run that is refused at its first call of a kind."""
    asked = platform.order(components=COMPONENTS if with_engine else COMPONENTS[:2])
    rehearsal = Platform(platform.environment)
    rollback = rehearsal.rollback(asked)
    rollback.carry_out(platform.agreement_for(rollback))
    number = next(i for i, call in enumerate(rehearsal.calls.made) if call.startswith(at))
    platform.calls.declare_fault(number, Fault.REFUSED)
    rollback = platform.rollback(asked)
    with pytest.raises(Exception, match=r"AccessDenied|Not moved"):
        rollback.carry_out(platform.agreement_for(rollback))


def test_resuming_ends_at_the_target() -> None:
    platform = Platform("dev")
    stopped(platform, "restore")

    assert platform.recovery().resume().status == "finished"

    assert platform.serves(platform.good)


def found_ill(platform: Platform) -> None:
    """A run that moved everything, and whose target does not serve."""
    platform.site.declare_away()
    rollback = platform.rollback(platform.order(components=COMPONENTS[:2]))
    with pytest.raises(UnhealthyError):
        rollback.carry_out(platform.agreement_for(rollback))


def test_resuming_does_not_call_an_ill_target_healthy() -> None:
    platform = Platform("dev")
    found_ill(platform)

    with pytest.raises(UnhealthyError):
        platform.recovery().resume()

    assert platform.ledger.verdicts() == {}


def test_resuming_asks_again_whether_the_target_serves() -> None:
    platform = Platform("dev")
    found_ill(platform)
    platform.site.declare_away(False)

    assert platform.recovery().resume().status == "finished"

    assert platform.ledger.verdicts()[platform.good.commit] == "healthy"


def test_aborting_ends_where_the_run_began() -> None:
    platform = Platform("dev")
    before = platform.state()
    stopped(platform, "restore index.html")

    assert platform.recovery().abort().status == "aborted"

    assert platform.state() == before
    assert platform.ledger.read_hold() is None


def test_aborting_gives_canary_weights_back() -> None:
    platform = Platform("dev")
    platform.functions.declare_alias(platform.name_of("reports"), "3", (("2", 0.2),))
    before = platform.state()
    stopped(platform, "delete")

    platform.recovery().abort()

    assert platform.state() == before


def test_aborting_restores_the_hold_that_was_there_before() -> None:
    platform = Platform("dev")
    earlier = hold("an-earlier-run")
    platform.ledger.declare_hold(earlier)
    stopped(platform, "delete")

    platform.recovery().abort()

    assert platform.ledger.read_hold() == earlier


def test_users_see_the_old_page_again_after_an_abort() -> None:
    platform = Platform("dev")
    seen = platform.site.page("/")
    stopped(platform, "append started ask")
    assert platform.site.page("/") != seen

    platform.recovery().abort()

    assert platform.site.page("/") == seen


def test_a_finished_run_resumed_changes_nothing() -> None:
    platform = Platform("dev")
    rollback = platform.rollback()
    rollback.carry_out(platform.agreement_for(rollback))
    platform.calls.forget()

    assert platform.recovery().resume().status == "finished"

    assert platform.calls.made == []


def test_an_aborted_run_aborted_again_changes_nothing() -> None:
    platform = Platform("dev")
    stopped(platform, "restore")
    platform.recovery().abort()
    platform.calls.forget()

    assert platform.recovery().abort().status == "aborted"
    assert platform.recovery().resume().status == "aborted"

    assert platform.calls.made == []


def test_a_finished_run_is_not_aborted_but_rolled_back() -> None:
    platform = Platform("dev")
    rollback = platform.rollback()
    rollback.carry_out(platform.agreement_for(rollback))

    with pytest.raises(RefusedError, match="is finished") as refused:
        platform.recovery().abort()

    assert f"--to {platform.bad.commit[:12]}" in (refused.value.next_command or "")


def test_a_run_whose_infrastructure_began_to_move_can_only_go_on() -> None:
    platform = Platform("dev")
    stopped(platform, "prove_no_changes", with_engine=True)

    with pytest.raises(RefusedError, match="it can only go on"):
        platform.recovery(with_engine=True).abort()

    assert platform.recovery(with_engine=True).resume().status == "finished"
    assert platform.serves(platform.good)


def test_a_run_that_gave_its_verdicts_can_only_go_on() -> None:
    platform = Platform("dev")
    stopped(platform, "write_health")

    with pytest.raises(RefusedError, match="it can only go on"):
        platform.recovery().abort()

    assert platform.recovery().resume().status == "finished"


def test_resuming_an_aborted_half_goes_on_backwards() -> None:
    platform = Platform("dev")
    before = platform.state()
    stopped(platform, "delete")
    platform.calls.declare_fault(len(platform.calls.made) + 6, Fault.REFUSED)
    with pytest.raises(Exception, match=r"AccessDenied|Not moved"):
        platform.recovery().abort()

    assert platform.recovery().resume().status == "aborted"

    assert platform.state() == before


def test_a_run_at_work_is_left_alone() -> None:
    platform = Platform("dev")
    stopped(platform, "restore")
    platform.ledger.declare_lease("other", APPROVER, "at work", platform.clock.now())

    with pytest.raises(BusyError, match="other"):
        platform.recovery().resume()


def test_a_strangers_work_is_not_overwritten_by_either_way() -> None:
    platform = Platform("dev")
    stopped(platform, "restore")
    platform.functions.declare_alias(platform.name_of("api"), "9")
    before = platform.state()

    with pytest.raises(StoppedError, match="serves 9, neither 5 nor 4"):
        platform.recovery().resume()
    with pytest.raises(StoppedError, match="serves 9, neither 5 nor 4"):
        platform.recovery().abort()

    assert platform.state() == before


def test_infrastructure_that_would_change_otherwise_than_agreed_is_not_touched() -> None:
    platform = Platform("dev")
    stopped(platform, "apply", with_engine=True)
    surprise = change("delete", name="somebody-elses")
    platform.stack.declare_changes(surprise)

    with pytest.raises(ApprovalVoidError) as void:
        platform.recovery(with_engine=True).resume()

    assert surprise.urn in void.value.message
    assert platform.calls.matching("apply") == ["apply"]


def test_a_run_without_a_plan_changed_nothing_and_is_told_so() -> None:
    platform = Platform("dev")
    lease = platform.ledger.declare_lease(RUN, APPROVER, "rollback", platform.clock.now())
    record = run_record(RUN).model_copy(update={"target_commit": platform.good.commit})
    platform.ledger.write_run(record, lease)
    platform.ledger.release_lease(lease, platform.clock.now())

    with pytest.raises(UnknownRefError, match="left no plan"):
        platform.recovery().resume()


def test_the_journal_goes_on_where_it_ended() -> None:
    platform = Platform("dev")
    stopped(platform, "restore")

    platform.recovery().resume()

    sequences = [entry.sequence for entry in platform.ledger.journal(RUN)]
    assert sequences == list(range(1, len(sequences) + 1))


def test_a_run_that_is_ill_can_be_resumed_once_it_is_well() -> None:
    platform = Platform("dev")
    platform.site.declare_problems("/api/health", *["still starting"] * 40)
    rollback = platform.rollback()
    with pytest.raises(UnhealthyError):
        rollback.carry_out(platform.agreement_for(rollback))
    platform.site.declare_problems("/api/health")

    assert platform.recovery().resume().status == "finished"


def test_the_error_of_a_failed_abort_leads_on() -> None:
    platform = Platform("dev")
    stopped(platform, "delete")
    platform.stop.ask("SIGTERM")

    with pytest.raises(OperatorError) as error:
        platform.recovery().abort()

    assert error.value.next_command == f"python -m automation.rollback resume {RUN}"


@pytest.mark.parametrize("way", ["resume", "abort"])
def test_a_plan_that_was_written_over_in_the_archive_is_not_followed(way: str) -> None:
    platform = Platform("dev")
    stopped(platform, "restore")
    before = platform.state()
    other = platform.order(components=("frontend",))
    platform.archive.declare_plan(RUN, platform.rollback(other).prepare().plan)

    with pytest.raises(ApprovalVoidError, match="wrote another one over it") as void:
        getattr(platform.recovery(), way)()

    assert platform.state() == before
    assert void.value.next_command == f"python -m automation.audit export --run {RUN}"
