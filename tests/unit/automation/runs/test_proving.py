"""An approval counts only with a signature under it that the audit tells of."""

from collections.abc import Callable

import pytest

from automation.core import audit_facts
from automation.core.approval import ApprovalRequest
from automation.core.errors import ApprovalVoidError
from automation.core.order import Order
from automation.core.plan import COMPONENTS
from automation.core.signature import Signature, signature_under
from automation.runs.agreeing import agreement_of
from automation.runs.approving import find_request, withdraw
from automation.runs.authorising import ask
from tests.builders import APPROVER, OUTSIDER, REQUESTER
from tests.unit.automation.platform_in_memory import RUN, Platform


def wanted(platform: Platform) -> Order:
    return platform.order(components=COMPONENTS)


def requested(platform: Platform) -> ApprovalRequest:
    """A request that nobody has signed."""
    asked = wanted(platform)
    prepared = platform.rollback(asked).prepare()
    return ask(platform.world(), asked, prepared.evidence, prepared.summary, prepared.plan)


def as_approved(platform: Platform, request: ApprovalRequest) -> ApprovalRequest:
    return request.model_copy(
        update={
            "status": "approved",
            "approver": APPROVER,
            "approved_at": platform.clock.now(),
            "approval_reason": "the page is broken indeed",
        }
    )


def refused(platform: Platform, approved: ApprovalRequest, *words: str) -> ApprovalVoidError:
    """How the run ends that carries an approval out; nothing may have been changed by it."""
    before, made = platform.state(), len(platform.calls.made)
    agreed = agreement_of(platform.archive, approved)
    with pytest.raises(ApprovalVoidError) as void:
        platform.rollback(wanted(platform)).carry_out(agreed)

    assert platform.state() == before
    assert platform.ledger.read_hold() is None
    assert platform.ledger.read_run(RUN) is None
    calls = [call.partition(" ")[0] for call in platform.calls.made[made:]]
    assert set(calls) <= {"acquire_lease", "release_lease", "keep"}
    for word in ("Nothing was changed", *words):
        assert word in void.value.message
    return void.value


def test_a_request_that_only_says_it_is_approved_moves_nothing() -> None:
    platform = Platform()
    forged = as_approved(platform, requested(platform))
    platform.ledger.declare_request(forged)

    told = refused(platform, forged, "no signature under it", APPROVER)

    assert told.next_command is not None
    assert f"approve prod {forged.digest[:12]} --withdraw" in told.next_command


def test_a_forged_approval_can_be_taken_out_of_the_way() -> None:
    platform = Platform()
    forged = as_approved(platform, requested(platform))
    platform.ledger.declare_request(forged)

    found = find_request(platform.ledger, "prod", forged.digest[:12])
    withdraw(platform.ledger, found, REQUESTER)

    assert platform.rollback(wanted(platform)).approved() is None


def forge_a_record(platform: Platform, approved: ApprovalRequest) -> None:
    """Who may write the audit writes that it was approved."""
    platform.ledger.declare_request(approved)
    platform.ledger.declare_record(audit_facts.of_approval(approved, "requested"))


def test_a_record_of_the_audit_alone_is_no_signature() -> None:
    platform = Platform()
    forged = as_approved(platform, requested(platform))
    forge_a_record(platform, forged)

    refused(platform, forged, "no signature under it")


def without_a_record(platform: Platform, approved: ApprovalRequest) -> Signature:
    return signature_under(approved, 2)


def by_the_record_of_the_request(platform: Platform, approved: ApprovalRequest) -> Signature:
    return signature_under(approved, 1)


def by_the_record_of_another_signer(platform: Platform, approved: ApprovalRequest) -> Signature:
    other = approved.model_copy(update={"approver": OUTSIDER})
    platform.ledger.declare_record(audit_facts.of_approval(other, "requested"))
    return signature_under(approved, 2)


def by_the_record_of_another_request(platform: Platform, approved: ApprovalRequest) -> Signature:
    other = approved.model_copy(update={"digest": "d" * 64})
    platform.ledger.declare_record(audit_facts.of_approval(other, "requested"))
    return signature_under(approved, 2)


def by_the_record_of_another_time(platform: Platform, approved: ApprovalRequest) -> Signature:
    other = approved.model_copy(update={"approved_at": approved.requested_at.replace(year=2025)})
    platform.ledger.declare_record(audit_facts.of_approval(other, "requested"))
    return signature_under(approved, 2)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (without_a_record, "no record 2"),
        (by_the_record_of_the_request, "approval-requested by"),
        (by_the_record_of_another_signer, f"approval-approved by {OUTSIDER}"),
        (by_the_record_of_another_request, "no approval of it"),
        (by_the_record_of_another_time, "no approval of it"),
    ],
)
def test_a_signature_that_the_audit_does_not_tell_of_moves_nothing(
    make: Callable[[Platform, ApprovalRequest], Signature], words: str
) -> None:
    platform = Platform()
    forged = as_approved(platform, requested(platform))
    platform.ledger.declare_signature(make(platform, forged))

    told = refused(platform, forged, words, "security team")

    assert told.next_command == "python -m automation.audit verify prod"


def signed(platform: Platform) -> ApprovalRequest:
    return platform.approve(requested(platform))


def test_a_signature_whose_record_was_altered_in_the_bucket_moves_nothing() -> None:
    platform = Platform()
    approved = signed(platform)
    platform.ledger.declare_forgery(2, "reason", "nothing happens")

    refused(platform, approved, "record 2: edited")


def test_a_signature_behind_a_record_that_was_altered_moves_nothing() -> None:
    platform = Platform()
    approved = signed(platform)
    another = approved.model_copy(update={"digest": "d" * 64})
    platform.ledger.declare_record(audit_facts.of_approval(another, None))
    platform.ledger.declare_forgery(3, "reason", "nothing happens")

    refused(platform, approved, "record 3: edited")


@pytest.mark.parametrize("status", ["used", "withdrawn", "void"])
def test_an_approval_that_the_audit_has_the_end_of_does_not_come_back(status: str) -> None:
    """Who may write requests puts one back to what it was before it was used."""
    platform = Platform()
    approved = signed(platform)
    ended = approved.model_copy(update={"status": status})
    platform.ledger.declare_record(audit_facts.of_approval(ended, "approved"))

    refused(platform, approved, f"record 3 says approval-{status}")


def test_the_end_of_another_approval_is_none_of_this_one() -> None:
    platform = Platform()
    approved = signed(platform)
    other = approved.model_copy(update={"status": "used", "digest": "d" * 64})
    platform.ledger.declare_record(audit_facts.of_approval(other, "approved"))

    platform.rollback(wanted(platform)).carry_out(agreement_of(platform.archive, approved))

    assert platform.serves(platform.good)


def test_what_lies_before_the_signature_in_the_chain_is_not_read() -> None:
    """The whole chain is for `audit verify`; users wait for a rollback."""
    platform = Platform()
    approved = signed(platform)
    platform.ledger.declare_forgery(1, "reason", "nothing happens")

    platform.rollback(wanted(platform)).carry_out(agreement_of(platform.archive, approved))

    assert platform.serves(platform.good)
