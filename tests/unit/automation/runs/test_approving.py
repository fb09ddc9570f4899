"""Signing requests, as another person, and taking them back."""

from datetime import timedelta

import pytest

from automation.core.approval import EVIDENCE_FORMAT_PART, ApprovalRequest
from automation.core.errors import ApprovalVoidError, RefusedError, UnknownRefError
from automation.core.run_kinds import STATE_RESTORE
from automation.runs.approving import find_request, open_requests, sign, withdraw
from tests.builders import APPROVER, NOW, OUTSIDER, REQUESTER, approval_request, release
from tests.unit.automation.fakes import Calls, FakeLedger, FakeReleases

EARLIER = NOW - timedelta(minutes=10)


def ledger_with(*requests: ApprovalRequest) -> FakeLedger:
    ledger = FakeLedger(Calls())
    for request in requests:
        ledger.declare_request(request)
    return ledger


def releases() -> FakeReleases:
    known = FakeReleases()
    known.declare_release(release())
    return known


def signed_by(
    person: str, ledger: FakeLedger, request: ApprovalRequest, known: FakeReleases | None = None
) -> ApprovalRequest:
    return sign(
        ledger, known or releases(), request, approver=person, reason="it is broken", now=NOW
    )


def test_another_person_in_the_role_signs() -> None:
    request = approval_request()
    ledger = ledger_with(request)

    signed = signed_by(APPROVER, ledger, request)

    assert ledger.approvals() == (signed,)
    assert (signed.status, signed.approver, signed.approved_at) == ("approved", APPROVER, NOW)
    assert signed.approval_reason == "it is broken"


def test_the_requester_can_not_sign() -> None:
    request = approval_request()
    ledger = ledger_with(request)

    with pytest.raises(RefusedError, match="another person"):
        signed_by(REQUESTER, ledger, request)

    assert ledger.approvals() == (request,)


def test_a_person_without_the_role_can_not_sign() -> None:
    request = approval_request()
    ledger = ledger_with(request)

    with pytest.raises(RefusedError, match="not in the role team-lead"):
        signed_by(OUTSIDER, ledger, request)

    assert ledger.approvals() == (request,)


def test_roles_are_those_of_the_deployed_release() -> None:
    known = releases()
    known.declare_release(release("d" * 40, roles={"team-lead": (OUTSIDER,)}))
    request = approval_request()

    assert signed_by(OUTSIDER, ledger_with(request), request, known).approver == OUTSIDER
    with pytest.raises(RefusedError, match="not in the role"):
        signed_by(APPROVER, ledger_with(request), request, known)


def test_where_nothing_was_deployed_nobody_has_a_role() -> None:
    request = approval_request()

    with pytest.raises(RefusedError):
        signed_by(APPROVER, ledger_with(request), request, FakeReleases())


def test_only_the_first_of_two_signatures_counts() -> None:
    request = approval_request()
    ledger = ledger_with(request)
    signed_by(APPROVER, ledger, request)

    with pytest.raises(ApprovalVoidError):
        signed_by(APPROVER, ledger, request)


def test_an_owed_signature_is_given_not_an_approval() -> None:
    owed = approval_request(scenario="security").model_copy(update={"status": "owed"})
    ledger = ledger_with(owed)

    assert signed_by(APPROVER, ledger, owed).status == "signed"


def test_owed_signatures_stand_before_requests_and_the_oldest_before_the_others() -> None:
    new, old = approval_request(), approval_request(requested_at=EARLIER)
    owed = approval_request(scenario="security", parts={"target": "x"}).model_copy(
        update={"status": "owed"}
    )

    assert open_requests(ledger_with(new, old, owed), NOW) == (owed, old, new)


def test_an_overdue_signature_stands_above_an_owed_one_that_is_older() -> None:
    owed = {"status": "owed"}
    overdue = approval_request(lifetime=timedelta(minutes=1)).model_copy(update=owed)
    older = approval_request(requested_at=EARLIER).model_copy(update=owed)
    now = NOW + timedelta(minutes=2)

    assert open_requests(ledger_with(older, overdue), now) == (overdue, older)


def test_what_nobody_can_sign_any_more_is_not_listed() -> None:
    lapsed = approval_request(requested_at=NOW - timedelta(hours=2))
    used = approval_request(parts={"target": "x"}).model_copy(update={"status": "used"})

    assert open_requests(ledger_with(lapsed, used), NOW) == ()


def test_an_owed_signature_is_listed_even_after_its_deadline() -> None:
    owed = approval_request().model_copy(update={"status": "owed"})

    assert open_requests(ledger_with(owed), NOW + timedelta(days=30)) == (owed,)


def test_a_request_is_found_by_the_start_of_its_digest() -> None:
    request = approval_request()

    assert find_request(ledger_with(request), "prod", request.digest[:8]) == request


@pytest.mark.parametrize("digest", ["", "0000000", "not-a-digest"])
def test_too_short_or_unknown_digests_lead_to_the_list(digest: str) -> None:
    with pytest.raises(UnknownRefError) as unknown:
        find_request(ledger_with(approval_request()), "prod", digest)

    assert unknown.value.next_command == "python -m automation.approve prod"


def test_seven_characters_are_too_few_even_where_they_are_unique() -> None:
    request = approval_request()

    with pytest.raises(UnknownRefError):
        find_request(ledger_with(request), "prod", request.digest[:7])


def test_an_altered_request_is_not_shown_for_signing() -> None:
    altered = approval_request().model_copy(update={"summary": ("prod: nothing happens",)})

    with pytest.raises(ApprovalVoidError, match="Do not approve it"):
        find_request(ledger_with(altered), "prod", altered.digest[:12])


@pytest.mark.parametrize("person", [REQUESTER, APPROVER])
def test_requester_and_approver_can_take_an_approval_back(person: str) -> None:
    request = approval_request()
    ledger = ledger_with(request)
    approved = signed_by(APPROVER, ledger, request)

    assert withdraw(ledger, approved, person).status == "withdrawn"
    assert ledger.approvals()[0].status == "withdrawn"


def test_somebody_else_can_not_take_it_back() -> None:
    request = approval_request()
    ledger = ledger_with(request)

    with pytest.raises(RefusedError):
        withdraw(ledger, request, OUTSIDER)

    assert ledger.approvals() == (request,)


@pytest.mark.parametrize("status", ["used", "withdrawn", "void", "owed", "signed"])
def test_what_is_over_or_owed_can_not_be_taken_back(status: str) -> None:
    request = approval_request().model_copy(update={"status": status})

    with pytest.raises(RefusedError, match=status):
        withdraw(ledger_with(request), request, REQUESTER)


def test_an_approval_that_was_used_meanwhile_can_not_be_taken_back() -> None:
    request = approval_request()
    ledger = ledger_with(request)
    ledger.declare_request(request.model_copy(update={"status": "used"}))

    with pytest.raises(ApprovalVoidError):
        withdraw(ledger, request, REQUESTER)


def of_another_version(status: str) -> ApprovalRequest:
    """A request as a version wrote it whose digests covered something else."""
    made = approval_request(parts={EVIDENCE_FORMAT_PART: "0"})
    return made.model_copy(update={"status": status})


def test_a_request_of_another_version_is_void_and_leads_to_asking_again() -> None:
    request = of_another_version("requested")

    with pytest.raises(ApprovalVoidError, match="another version of this tool") as void:
        find_request(ledger_with(request), "prod", request.digest[:12])

    assert void.value.next_command is not None
    assert "automation.rollback prod --to" in void.value.next_command


def test_what_another_version_did_in_an_emergency_can_still_be_signed() -> None:
    request = of_another_version("owed")

    assert find_request(ledger_with(request), "prod", request.digest[:12]) == request


def test_a_debt_that_only_says_it_is_signed_is_still_listed_and_can_be_signed() -> None:
    owed = approval_request(scenario="security").model_copy(update={"status": "owed"})
    forged = owed.model_copy(update={"status": "signed", "approver": APPROVER})
    ledger = ledger_with(forged)

    assert open_requests(ledger, NOW) == (owed,)
    assert signed_by(APPROVER, ledger, owed).status == "signed"
    assert open_requests(ledger, NOW) == ()


def test_a_restored_state_of_another_version_leads_to_asking_for_it_again() -> None:
    request = of_another_version("requested").model_copy(update={"scenario": STATE_RESTORE})

    with pytest.raises(ApprovalVoidError) as void:
        find_request(ledger_with(request), "prod", request.digest[:12])

    assert (void.value.next_command or "").startswith("python -m automation.state prod restore")
