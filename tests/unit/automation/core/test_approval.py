"""Who may approve what, and what an approval is bound to."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.core.approval import (
    ApprovalRequest,
    Evidence,
    gather_evidence,
    is_intact,
    objections,
)
from automation.core.live import LiveState
from automation.core.order import Order
from automation.core.plan import COMPONENTS, RollbackPlan
from automation.core.planner import plan_rollback
from automation.core.release import Release
from automation.core.summary import summarise
from tests.builders import (
    APPROVER,
    COMMIT_B,
    NOW,
    OUTSIDER,
    REQUESTER,
    ROLES,
    SITE_URL,
    approval_request,
    frontend_object,
    live_alias,
    live_object,
    live_state,
    order,
    release,
)

TARGET = release(objects=[frontend_object("index.html", "v1")])
DEPLOYED = release(COMMIT_B)
LIVE = live_state(
    aliases=[live_alias("api", "2")],
    objects=[live_object("index.html", "v2")],
    deployed=DEPLOYED,
)
TEXTS = st.text(max_size=8)


def plan_from(live: LiveState, target: Release = TARGET) -> RollbackPlan:
    return plan_rollback(live, target, components=("functions", "frontend"), site_url=SITE_URL)


def evidence(
    plan: RollbackPlan | None = None,
    live: LiveState = LIVE,
    target: Release = TARGET,
    order_: Order | None = None,
    settings: str = "settings",
    state: str = "state",
    update_plan: str = "plan",
) -> Evidence:
    made = plan if plan is not None else plan_from(LIVE)
    return gather_evidence(
        made,
        live,
        target,
        order=order_ or order(),
        summary=summarise(made),
        settings_digest=settings,
        state_digest=state,
        update_plan_digest=update_plan,
    )


def deployed_as(**changes: object) -> LiveState:
    return replace(LIVE, deployed=DEPLOYED.model_copy(update=changes))


SCHEMA = DEPLOYED.db_schema.model_copy(update={"head": 2})
SOMEBODY_MOVED = replace(LIVE, aliases={"f": live_alias("api", "9")})
SOMEBODY_UPLOADED = replace(LIVE, objects={"x.js": live_object("x.js", "v1")})


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        (evidence(target=release(settings_digest="other")), "target"),
        (evidence(replace(plan_from(LIVE), steps=())), "plan"),
        (evidence(order_=order(scenario="performance")), "order"),
        (evidence(order_=order(actor=OUTSIDER)), "order"),
        (evidence(order_=order(data_loss=("urn:x",))), "data loss"),
        (evidence(live=SOMEBODY_MOVED), "aliases"),
        (evidence(live=SOMEBODY_UPLOADED), "files"),
        (evidence(live=deployed_as(settings_digest="other")), "settings"),
        (evidence(live=deployed_as(db_schema=SCHEMA)), "migration head"),
        (evidence(live=deployed_as(deployed_by=OUTSIDER)), "deployed release"),
        (evidence(live=replace(LIVE, deployed=None)), "deployed release"),
        (evidence(settings="other"), "settings of the run"),
        (evidence(state="other"), "stack state"),
        (evidence(update_plan="other"), "infrastructure plan"),
    ],
)
def test_a_change_of_any_input_is_found_and_named(changed: Evidence, named: str) -> None:
    approved = evidence()

    assert named in changed.differences(approved.parts)
    assert changed.digest(NOW) != approved.digest(NOW)


def test_the_same_inputs_give_the_same_digest() -> None:
    assert evidence().digest(NOW) == evidence().digest(NOW)
    assert evidence().differences(evidence().parts) == ()


def test_the_time_of_lapsing_is_in_the_digest() -> None:
    assert evidence().digest(NOW) != evidence().digest(NOW + timedelta(seconds=1))


@given(st.dictionaries(TEXTS, TEXTS), st.dictionaries(TEXTS, TEXTS))
def test_digests_are_equal_exactly_when_the_parts_are(
    one: dict[str, str], other: dict[str, str]
) -> None:
    same_digest = Evidence(one).digest(NOW) == Evidence(other).digest(NOW)

    assert same_digest == (one == other)
    assert (Evidence(one).differences(other) == ()) == (one == other)


def test_somebody_else_in_the_role_may_approve() -> None:
    assert objections(approval_request(), APPROVER, ROLES, NOW) == ()


def test_the_requester_may_not_even_with_the_role() -> None:
    roles = {"team-lead": (REQUESTER,)}

    (found,) = objections(approval_request(), REQUESTER, roles, NOW)

    assert "another person" in found


@pytest.mark.parametrize(
    "same_person",
    [
        "arn:aws:sts::123456789012:assumed-role/Deployer/requester",
        "arn:aws:sts::123456789012:assumed-role/Approver/Requester",
        "arn:aws:iam::210987654321:user/requester",
    ],
)
def test_a_second_role_does_not_make_another_person(same_person: str) -> None:
    roles = {"team-lead": (same_person,)}

    assert objections(approval_request(), same_person, roles, NOW)


def test_a_person_without_the_role_may_not() -> None:
    (found,) = objections(approval_request(), OUTSIDER, ROLES, NOW)

    assert found == f"{OUTSIDER} is not in the role team-lead"


def test_another_role_does_not_help() -> None:
    assert objections(approval_request(), APPROVER, {"security-team": (APPROVER,)}, NOW)


def test_a_lapsed_request_can_not_be_approved() -> None:
    asked = approval_request(lifetime=timedelta(minutes=30))

    assert objections(asked, APPROVER, ROLES, asked.expires_at - timedelta(seconds=1)) == ()
    assert objections(asked, APPROVER, ROLES, asked.expires_at) == ("it lapsed at 10:00 UTC",)


@pytest.mark.parametrize("status", ["approved", "used", "withdrawn", "void", "signed"])
def test_a_request_is_approved_once_only(status: str) -> None:
    asked = approval_request().model_copy(update={"status": status})

    assert objections(asked, APPROVER, ROLES, NOW) == (f"it is {status} already",)


def test_an_owed_signature_can_be_given_after_its_deadline() -> None:
    owed = approval_request(scenario="security").model_copy(update={"status": "owed"})

    assert objections(owed, APPROVER, ROLES, owed.expires_at + timedelta(days=3)) == ()


@pytest.mark.parametrize(
    "other",
    [
        order(commit=COMMIT_B),
        order(components=COMPONENTS),
        order(only_functions=("api",)),
        order(scenario="performance"),
        order(actor=OUTSIDER),
    ],
)
def test_a_request_is_for_exactly_one_order(other: Order) -> None:
    assert approval_request().is_for(order())
    assert not approval_request().is_for(other)


def altered(**changes: object) -> ApprovalRequest:
    return approval_request().model_copy(update=changes)


def test_a_request_as_it_was_made_is_intact() -> None:
    assert is_intact(approval_request())


@pytest.mark.parametrize(
    "request_",
    [
        altered(summary=("prod: nothing to see here",)),
        altered(expires_at=NOW + timedelta(days=7)),
        altered(evidence=approval_request().evidence | {"target": "other"}),
        altered(digest="0" * 64),
        altered(requester=OUTSIDER),
        altered(role="on-call-engineer"),
        altered(target_commit=COMMIT_B),
        altered(reason="another one"),
    ],
)
def test_an_altered_request_is_detected(request_: ApprovalRequest) -> None:
    assert not is_intact(request_)
