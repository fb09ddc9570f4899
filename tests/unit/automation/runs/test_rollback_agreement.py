"""What was agreed to holds a run: it is used once, and void where anything has changed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from automation.core.approval import Agreement, ApprovalRequest
from automation.core.errors import ApprovalRequiredError, ApprovalVoidError
from automation.core.plan import COMPONENTS
from automation.core.retyping import command_of
from automation.runs.agreeing import agreement_of
from automation.runs.authorising import ask
from tests.builders import APPROVER, OUTSIDER, REQUESTER, change
from tests.unit.automation.platform_in_memory import RUN, Platform


def requested(platform: Platform) -> ApprovalRequest:
    """A request to take everything back, approved by another person."""
    asked = platform.order(components=COMPONENTS)
    prepared = platform.rollback(asked).prepare()
    request = ask(platform.world(), asked, prepared.evidence, prepared.summary, prepared.plan)
    return platform.approve(request)


def approved(platform: Platform) -> Agreement:
    """What that request allows."""
    return agreement_of(platform.archive, requested(platform))


def test_an_operators_own_word_is_not_enough_where_the_matrix_asks_somebody() -> None:
    platform = Platform()
    rollback = platform.rollback()
    own_word = rollback.prepare().agreement

    with pytest.raises(ApprovalRequiredError, match="role team-lead") as required:
        rollback.carry_out(own_word)

    assert platform.calls.made == []
    assert required.value.next_command == (
        f"{command_of(rollback.order, '--wait', '15m')}   (it asks for the approval)"
    )


def test_data_is_not_given_up_on_an_operators_own_word_anywhere() -> None:
    platform = Platform("dev")
    removal = change("replace", "aws:rds/cluster:Cluster", "database")
    platform.stack.declare_changes(removal)
    rollback = platform.rollback(platform.order(components=COMPONENTS, data_loss=(removal.urn,)))
    own_word = rollback.prepare().agreement

    with pytest.raises(ApprovalRequiredError, match="role database-administrator"):
        rollback.carry_out(own_word)

    assert platform.calls.made == []


def test_an_approval_that_was_made_up_and_never_written_is_not_followed() -> None:
    platform = Platform()
    asked = platform.order(components=COMPONENTS)
    rollback = platform.rollback(asked)
    prepared = rollback.prepare()
    request = ask(platform.world(), asked, prepared.evidence, prepared.summary, prepared.plan)
    made_up = request.model_copy(
        update={"status": "approved", "approver": APPROVER, "approved_at": platform.clock.now()}
    )
    before = platform.state()

    with pytest.raises(ApprovalVoidError, match="not in the ledger"):
        rollback.carry_out(Agreement(prepared.plan, prepared.evidence.parts, made_up))

    assert platform.state() == before
    assert platform.ledger.read_hold() is None


def test_an_approval_that_lapses_before_the_run_begins_is_not_followed() -> None:
    platform = Platform()
    agreed = approved(platform)
    platform.clock.pass_time(timedelta(hours=1))
    before = platform.state()

    with pytest.raises(ApprovalVoidError, match="lapsed"):
        platform.rollback(platform.order(components=COMPONENTS)).carry_out(agreed)

    assert platform.state() == before


def test_an_approval_is_used_up_by_the_run_that_it_allows() -> None:
    platform = Platform()
    agreed = approved(platform)

    platform.rollback(platform.order(components=COMPONENTS)).carry_out(agreed)

    (used,) = platform.ledger.approvals()
    assert (used.status, used.run_id) == ("used", RUN)
    run = platform.ledger.read_run(RUN)
    assert run is not None
    assert agreed.request is not None
    assert run.approval_digest == agreed.request.digest
    assert platform.serves(platform.good)


def test_an_approval_serves_once() -> None:
    platform = Platform()
    agreed = approved(platform)
    platform.rollback(platform.order(components=COMPONENTS)).carry_out(agreed)

    again = platform.rollback(platform.order(components=COMPONENTS), run_id="another")

    assert again.approved() is None
    with pytest.raises(ApprovalVoidError):
        again.carry_out(agreed)


def move_an_alias(platform: Platform) -> None:
    platform.functions.declare_alias(platform.name_of("auth"), "6")


def upload_a_file(platform: Platform) -> None:
    platform.frontend.declare_object("robots.txt", "other robots")


def hide_a_file(platform: Platform) -> None:
    platform.frontend.declare_deleted("robots.txt")


def touch_an_alias(platform: Platform) -> None:
    """Same version, another revision: somebody wrote it."""
    platform.functions.declare_alias(platform.name_of("auth"), "7")


def change_a_setting(platform: Platform) -> None:
    changed = platform.bad.model_copy(update={"settings_digest": "other"})
    platform.releases.declare_release(changed)


def migrate(platform: Platform) -> None:
    schema = platform.bad.db_schema.model_copy(update={"head": 2})
    platform.releases.declare_release(platform.bad.model_copy(update={"db_schema": schema}))


def run_the_engine(platform: Platform) -> None:
    platform.stack.declare_deployed_by_hand()


@pytest.mark.parametrize(
    ("meanwhile", "named"),
    [
        (move_an_alias, "aliases"),
        (touch_an_alias, "aliases"),
        (upload_a_file, "files"),
        (hide_a_file, "files"),
        (change_a_setting, "settings"),
        (migrate, "migration head"),
        (run_the_engine, "stack state"),
    ],
)
def test_whatever_changes_after_the_approval_voids_it(
    meanwhile: Callable[[Platform], None], named: str
) -> None:
    platform = Platform()
    agreed = approved(platform)
    meanwhile(platform)
    before = platform.state()

    with pytest.raises(ApprovalVoidError, match=named):
        platform.rollback(platform.order(components=COMPONENTS)).carry_out(agreed)

    assert platform.state() == before
    assert platform.ledger.read_hold() is None
    assert [item.status for item in platform.ledger.approvals()] == ["void"]


def test_a_change_after_the_confirmation_stops_an_unapproved_run_too() -> None:
    platform = Platform("dev")
    rollback = platform.rollback()
    agreed = rollback.prepare().agreement
    move_an_alias(platform)
    before = platform.state()

    with pytest.raises(ApprovalVoidError):
        rollback.carry_out(agreed)

    assert platform.state() == before


def test_an_approval_that_was_altered_after_its_signature_is_not_followed() -> None:
    platform = Platform()
    request = requested(platform)
    move_an_alias(platform)
    seen = platform.rollback(platform.order(components=COMPONENTS)).prepare()
    altered = request.model_copy(
        update={"evidence": dict(seen.evidence.parts), "summary": seen.summary}
    )
    platform.ledger.declare_request(altered)
    before = platform.state()

    with pytest.raises(ApprovalVoidError):
        platform.rollback(platform.order(components=COMPONENTS)).approved()

    assert platform.state() == before


def test_infrastructure_that_would_change_otherwise_is_left_and_users_are_served() -> None:
    platform = Platform()
    platform.stack.declare_changes(change("update", name="api"))
    agreed = approved(platform)
    platform.stack.declare_changes(change("update", name="api"), change("update", name="auth"))

    with pytest.raises(ApprovalVoidError, match=r"update .*auth") as stopped:
        platform.rollback(platform.order(components=COMPONENTS)).carry_out(agreed)

    assert platform.serves(platform.good)
    assert platform.stack.messages == []
    assert stopped.value.next_command is not None
    assert "reconcile" in stopped.value.next_command


def test_a_run_that_left_its_infrastructure_can_be_aborted() -> None:
    platform = Platform()
    platform.stack.declare_changes(change("update", name="api"))
    agreed = approved(platform)
    platform.stack.declare_changes(change("delete", name="api"))
    before = platform.state()
    with pytest.raises(ApprovalVoidError):
        platform.rollback(platform.order(components=COMPONENTS)).carry_out(agreed)

    assert platform.recovery(with_engine=True).abort().status == "aborted"

    assert platform.state() == before


@pytest.mark.parametrize("approver", [REQUESTER, OUTSIDER])
def test_the_signature_of_somebody_who_may_not_sign_does_not_hold(approver: str) -> None:
    platform = Platform()
    forged = requested(platform).model_copy(update={"approver": approver})
    platform.ledger.declare_signed(forged)
    agreed = agreement_of(platform.archive, forged)
    before = platform.state()

    with pytest.raises(ApprovalVoidError, match="does not hold"):
        platform.rollback(platform.order(components=COMPONENTS)).carry_out(agreed)

    assert platform.state() == before
    assert platform.ledger.read_hold() is None
