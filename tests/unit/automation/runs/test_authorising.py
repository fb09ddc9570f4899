"""Obtaining an approval: asked for, waited for, withdrawn, owed."""

from datetime import timedelta

import pytest

from automation.core.approval import EVIDENCE_FORMAT_PART, ApprovalRequest
from automation.core.errors import ApprovalRequiredError, ApprovalVoidError, StoppedError
from automation.core.order import Order
from automation.core.policy import decision_for
from automation.core.retyping import command_of
from automation.runs.agreeing import agreement_of
from tests.builders import APPROVER, OUTSIDER
from tests.unit.automation.platform_in_memory import RUN, Platform


def authorise(
    platform: Platform, asked: Order | None = None, patience: timedelta | None = None
) -> ApprovalRequest | None:
    rollback = platform.rollback(asked)
    return rollback.authorise(rollback.prepare(), patience).request


def test_outside_of_prod_nobody_is_asked() -> None:
    platform = Platform("dev")

    assert authorise(platform) is None
    assert platform.calls.made == []


def test_prod_asks_and_leaves_with_the_command_that_the_approver_types() -> None:
    platform = Platform()

    with pytest.raises(ApprovalRequiredError, match="role team-lead until 10:30 UTC") as needed:
        authorise(platform)

    (request,) = platform.ledger.approvals()
    assert needed.value.next_command == (
        f"python -m automation.approve prod {request.digest[:12]}   (as another person; then "
        f"{command_of(platform.order())})"
    )
    assert request.status == "requested"
    kept_and_asked = [call.split()[0] for call in platform.calls.made]
    assert kept_and_asked == ["write_plan", "request_approval", "keep"]


def test_asking_twice_is_one_request() -> None:
    platform = Platform()
    for _ in range(2):
        with pytest.raises(ApprovalRequiredError):
            authorise(platform)

    assert len(platform.ledger.approvals()) == 1


def test_an_approval_of_the_same_order_is_found() -> None:
    platform = Platform()
    with pytest.raises(ApprovalRequiredError):
        authorise(platform)
    signed = platform.approve(platform.ledger.approvals()[0])

    agreed = platform.rollback().approved()
    assert agreed is not None
    assert agreed.request == signed


def test_an_approval_of_another_order_is_not() -> None:
    platform = Platform()
    with pytest.raises(ApprovalRequiredError):
        authorise(platform)
    platform.approve(platform.ledger.approvals()[0])

    for other in (
        platform.order(components=("functions",)),
        platform.order(actor=OUTSIDER),
        platform.order(commit=platform.bad.commit),
        platform.order(only_functions=("api",)),
    ):
        assert platform.rollback(other).approved() is None


def test_an_approval_that_lapsed_is_not_found() -> None:
    platform = Platform()
    with pytest.raises(ApprovalRequiredError):
        authorise(platform)
    platform.approve(platform.ledger.approvals()[0])
    platform.clock.pass_time(timedelta(hours=1))

    assert platform.rollback().approved() is None


def test_an_approval_of_another_version_is_passed_over_and_may_not_be_used() -> None:
    platform = Platform()
    with pytest.raises(ApprovalRequiredError):
        authorise(platform)
    signed = platform.approve(platform.ledger.approvals()[0])
    older = signed.model_copy(update={"evidence": {**signed.evidence, EVIDENCE_FORMAT_PART: "0"}})
    platform.ledger.declare_request(older)

    assert platform.rollback().approved() is None
    with pytest.raises(ApprovalVoidError, match="another version of this tool"):
        agreement_of(platform.archive, older)


def test_waiting_ends_when_another_person_approved() -> None:
    platform = Platform()
    platform.clock.declare_meanwhile(
        lambda: None, lambda: platform.approve(platform.ledger.approvals()[0])
    )

    approved = authorise(platform, patience=timedelta(minutes=15))

    assert approved is not None
    assert (approved.status, approved.approver) == ("approved", APPROVER)
    assert len(platform.clock.slept) == 2


def test_waiting_is_visible_and_names_the_command() -> None:
    platform = Platform()

    with pytest.raises(ApprovalRequiredError):
        authorise(platform, patience=timedelta(seconds=10))

    waiting = [line for line in platform.reporter.lines if "waiting for team-lead" in line]
    assert len(waiting) == 2
    assert "10 s left" in waiting[0]
    assert "python -m automation.approve prod" in waiting[0]


def test_waiting_ends_when_the_request_is_withdrawn() -> None:
    platform = Platform()

    def withdraw() -> None:
        request = platform.ledger.approvals()[0].model_copy(update={"status": "withdrawn"})
        platform.ledger.declare_request(request)

    platform.clock.declare_meanwhile(withdraw)

    with pytest.raises(ApprovalVoidError, match="withdrawn"):
        authorise(platform, patience=timedelta(minutes=15))


def test_waiting_ends_when_somebody_asks_for_a_stop() -> None:
    platform = Platform()
    platform.clock.declare_meanwhile(lambda: platform.stop.ask("SIGINT"))

    with pytest.raises(StoppedError, match="SIGINT"):
        authorise(platform, patience=timedelta(minutes=15))


def test_an_emergency_acts_first_and_owes_a_signature_with_a_deadline() -> None:
    platform = Platform()
    asked = emergency(platform)
    rollback = platform.rollback(asked)
    prepared = rollback.prepare()

    assert rollback.authorise(prepared).request is None
    rollback.carry_out(prepared.agreement)

    (owed,) = platform.ledger.approvals()
    assert (owed.status, owed.role, owed.incident) == ("owed", "security-team", "INC-1")
    assert owed.run_id == RUN
    assert owed.expires_at - owed.requested_at == timedelta(hours=24)
    assert platform.serves(platform.good)


def test_the_run_of_an_emergency_is_on_record_with_what_it_owes() -> None:
    platform = Platform()
    rollback = platform.rollback(emergency(platform))

    rollback.carry_out(rollback.prepare().agreement)

    run = platform.ledger.read_run(RUN)
    assert run is not None
    assert run.approval_digest == platform.ledger.approvals()[0].digest


def emergency(platform: Platform) -> Order:
    return platform.order(decision=decision_for("security"), incident="INC-1")
