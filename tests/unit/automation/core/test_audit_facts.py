"""What the audit says of each decision: who, what, before and after, why."""

import pytest

from automation.core import audit_facts, changes
from automation.core.journal import Change, Entry, cut_off
from automation.core.lease import Lease
from automation.core.plan import DeleteObject, ReconcileInfrastructure, RestoreObject, ShiftAlias
from automation.core.stack_lock import StackLock
from tests.builders import (
    APPROVER,
    COMMIT_A,
    NOW,
    OUTSIDER,
    REQUESTER,
    approval_request,
    change,
    entry,
    hold,
    run_record,
)

LEASE = Lease(
    run_id="run-1", actor=OUTSIDER, purpose="resume run-1", token=2, since=NOW, expires_at=NOW
)
MOVED = Change(before={"api": "version 5"}, after={"api": "version 4"}, digest="d")


def ended(state: str, *, phase: str = "traffic", moved: Change | None = MOVED) -> Entry:
    return entry(2, state).model_copy(update={"phase": phase, "change": moved, "detail": "why"})


def test_a_run_is_told_by_who_works_on_it_and_why_it_was_asked_for() -> None:
    run = run_record("run-1").model_copy(update={"plan_digest": "plan"})

    facts = audit_facts.of_run(run, None, LEASE)

    assert (facts.action, facts.actor, facts.reason) == ("run-started", OUTSIDER, run.reason)
    assert facts.after["asked_by"] == REQUESTER
    assert facts.after["commit"] == COMMIT_A
    assert facts.digest == "plan"


def test_a_run_that_goes_on_turns_back_or_ends_is_told_from_one_that_begins() -> None:
    run = run_record("run-1")
    back = run.model_copy(update={"direction": "back"})
    stopped = run.model_copy(update={"status": "stopped", "outcome": "not healthy"})

    assert audit_facts.of_run(run, stopped, LEASE).action == "run-resumed"
    assert audit_facts.of_run(back, stopped, LEASE).action == "run-turned-back"
    told = audit_facts.of_run(stopped, run, LEASE)
    assert told.action == "run-stopped"
    assert (told.before["status"], told.after["status"]) == ("running", "stopped")
    assert told.after["outcome"] == "not healthy"


@pytest.mark.parametrize("state", ["done", "failed", "cut off"])
def test_a_step_that_changes_something_is_told_when_it_ends(state: str) -> None:
    facts = audit_facts.of_entry("prod", "run-1", ended(state), LEASE)

    assert facts is not None
    assert facts.action == f"step-{state.replace(' ', '-')}"
    assert facts.before == {"api": "version 5"}
    assert facts.after == {"api": "version 4", "said": "why"}
    assert facts.digest == "d"


def test_a_verdict_on_health_is_told_and_what_neither_changes_nor_judges_is_not() -> None:
    judged = ended("failed", phase="verify", moved=None)

    assert audit_facts.of_entry("prod", "run-1", judged, LEASE) is not None
    assert audit_facts.of_entry("prod", "run-1", ended("started"), LEASE) is None
    assert audit_facts.of_entry("prod", "run-1", ended("done", moved=None), LEASE) is None


def test_a_hold_is_told_with_its_pins_and_with_the_one_that_it_replaces() -> None:
    new = hold("run-1", pins={"api": "4"})

    facts = audit_facts.of_hold("prod", new, hold("run-0", actor=APPROVER), LEASE)

    assert facts.before["by"] == APPROVER
    assert facts.after["pin api"] == "4"
    assert audit_facts.of_hold("prod", new, None, LEASE).before == {}


def test_a_lifted_hold_is_told_with_the_reason_for_lifting_it() -> None:
    facts = audit_facts.of_lift("prod", hold("run-1"), LEASE, "all is well")

    assert (facts.action, facts.actor, facts.reason) == ("hold-lifted", OUTSIDER, "all is well")
    assert facts.before["reason"] == "the page is broken"
    assert facts.after == {}


def test_a_signature_is_told_by_who_gave_it_and_with_its_meaning() -> None:
    request = approval_request()
    signed = request.model_copy(
        update={
            "status": "approved",
            "approver": APPROVER,
            "approved_at": NOW,
            "approval_reason": "the page is broken indeed",
        }
    )

    facts = audit_facts.of_approval(signed, "requested")

    assert (facts.action, facts.actor) == ("approval-approved", APPROVER)
    assert facts.reason == "the page is broken indeed"
    assert facts.after["meaning"] == "the page is broken indeed"
    assert facts.after["signed_by"] == APPROVER
    assert facts.after["signed_at"] == NOW.isoformat()
    assert facts.after["shown"] == request.summary[0]
    assert facts.digest == request.digest


def test_a_request_is_told_by_who_asks_and_a_withdrawal_by_who_takes_it_back() -> None:
    request = approval_request()
    withdrawn = request.model_copy(update={"status": "withdrawn", "withdrawn_by": APPROVER})

    assert audit_facts.of_approval(request, None).actor == REQUESTER
    assert audit_facts.of_approval(withdrawn, "approved").actor == APPROVER


def test_aliases_are_told_one_by_one_with_their_canary_weights() -> None:
    shift = ShiftAlias("api", "5", "4", "revision", from_weights=(("6", 0.25),))

    told = changes.of_aliases([shift])

    assert told.before == {"api": "version 5, 25% to 6"}
    assert told.after == {"api": "version 4"}


def test_files_and_resources_are_counted_and_their_list_is_digested() -> None:
    restore = RestoreObject("app.js", "v1", "etag", 1)
    delete = DeleteObject("new.js", "v2", "etag")
    resources = (change("update"), change("update", name="b"), change("create", name="c"))

    told = changes.of_files([restore], [delete])
    infrastructure = changes.of_infrastructure(ReconcileInfrastructure(COMMIT_A, resources))

    assert told.after == {"restored files": "1", "hidden files": "1"}
    assert told.digest != changes.of_files([restore], []).digest
    assert infrastructure.after == {"create": "1", "update": "2"}
    assert infrastructure.digest is not None


def test_only_a_step_that_nothing_ended_was_cut_off() -> None:
    started, done = entry(1, "started"), entry(2, "done")

    assert cut_off([started]) == started
    assert cut_off([started, done]) is None
    assert cut_off([]) is None


def test_a_dead_engines_lock_is_told_by_its_owner() -> None:
    lock = StackLock(user="deploy", host="laptop", pid=7, place="lock.json")

    told = changes.of_lock(lock)

    assert told.before == {"lock": lock.owner}
    assert "deploy" in told.before["lock"]
    assert told.after == {}


def test_a_state_that_is_restored_is_no_rollback() -> None:
    run = run_record("run-1").model_copy(update={"scenario": "state-restore"})

    facts = audit_facts.of_run(run, None, LEASE)

    assert facts.subject == f"state, proven by the program of {COMMIT_A}"
