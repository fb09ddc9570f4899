"""A request made in one place and carried out in another: the same person, exactly that plan."""

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.core.approval import ApprovalRequest, Status
from automation.core.errors import ApprovalRequiredError, ApprovalVoidError, RefusedError
from automation.core.policy import decision_for
from automation.runs.authorising import insist_on_requester
from tests.builders import approval_request
from tests.unit.automation.platform_in_memory import Platform

PLANNER = "arn:aws:sts::123456789012:assumed-role/clinical-trial-request-prod/ada"
OPERATOR = "arn:aws:sts::123456789012:assumed-role/clinical-trial-rollback-prod/ada"
SOMEBODY = "arn:aws:sts::123456789012:assumed-role/clinical-trial-rollback-prod/eve"


def asked(platform: Platform) -> ApprovalRequest:
    """As one role of a workflow asks."""
    rollback = platform.rollback(platform.order(actor=PLANNER))
    request = rollback.ask(rollback.prepare())
    assert request is not None
    return request


def carry_out(platform: Platform, request: ApprovalRequest, **details: object) -> None:
    """As its other role carries out."""
    rollback = platform.rollback(platform.order(**{"actor": request.requester, **details}))
    rollback.carry_out(rollback.approved_by(request))


def test_the_same_person_in_another_role_may_carry_it_out() -> None:
    insist_on_requester(approval_request(requester=PLANNER), OPERATOR)


def test_another_person_may_not() -> None:
    with pytest.raises(RefusedError, match="another person and can't carry it out"):
        insist_on_requester(approval_request(requester=PLANNER), SOMEBODY)


def test_an_approved_request_is_carried_out() -> None:
    platform = Platform()
    request = platform.approve(asked(platform))

    carry_out(platform, request)

    assert platform.serves(platform.good)


def test_without_its_signature_nothing_moves() -> None:
    platform = Platform()
    before, request = platform.state(), asked(platform)

    with pytest.raises(ApprovalRequiredError, match="team-lead"):
        carry_out(platform, request)

    assert platform.state() == before


@pytest.mark.parametrize("status", ["used", "withdrawn", "void"])
def test_a_request_that_is_over_is_not_carried_out(status: Status) -> None:
    platform = Platform()
    request = platform.approve(asked(platform)).model_copy(update={"status": status})

    with pytest.raises(ApprovalVoidError, match=f"is {status} already"):
        carry_out(platform, request)


def test_a_request_that_has_lapsed_is_not_carried_out() -> None:
    platform = Platform()
    request = platform.approve(asked(platform))
    platform.clock.sleep(timedelta(hours=1).total_seconds())

    with pytest.raises(ApprovalVoidError, match="lapsed at"):
        carry_out(platform, request)


def test_a_request_for_another_order_is_not_carried_out() -> None:
    platform = Platform()
    request = platform.approve(asked(platform))

    with pytest.raises(ApprovalVoidError, match="another order"):
        carry_out(platform, request, decision=decision_for("performance"))


def test_a_deployment_after_the_signature_voids_it() -> None:
    platform = Platform()
    request = platform.approve(asked(platform))
    platform.releases.declare_release(platform.bad.model_copy(update={"settings_digest": "other"}))

    with pytest.raises(ApprovalVoidError, match="settings"):
        carry_out(platform, request)


def test_where_nobody_is_asked_there_is_no_request() -> None:
    platform = Platform("dev")
    rollback = platform.rollback()

    assert rollback.ask(rollback.prepare()) is None


def test_an_emergency_asks_nobody_beforehand() -> None:
    platform = Platform()
    emergency = replace(platform.order(), decision=decision_for("security"), incident="INC-1")
    rollback = platform.rollback(emergency)

    assert rollback.ask(rollback.prepare()) is None
