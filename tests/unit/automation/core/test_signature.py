"""A request stands by the signature under it, not by what it says of one."""

import pytest

from automation.core.approval import ApprovalRequest
from automation.core.signature import Signature, signature_under, with_signature
from tests.builders import APPROVER, NOW, OUTSIDER, approval_request


def saying(status: str, approver: str | None = None) -> ApprovalRequest:
    return approval_request().model_copy(update={"status": status, "approver": approver})


def signature(record: int = 7) -> Signature:
    signed = approval_request().model_copy(
        update={"approver": APPROVER, "approved_at": NOW, "approval_reason": "seen"}
    )
    return signature_under(signed, record)


@pytest.mark.parametrize(("asked", "signed"), [("requested", "approved"), ("owed", "signed")])
def test_a_signature_makes_a_request_approved_and_a_debt_signed(asked: str, signed: str) -> None:
    found = with_signature(saying(asked), signature())

    assert (found.status, found.approver) == (signed, APPROVER)
    assert (found.approved_at, found.approval_reason) == (NOW, "seen")


@pytest.mark.parametrize("status", ["used", "withdrawn", "void"])
def test_what_is_over_stays_over_with_its_signature(status: str) -> None:
    assert with_signature(saying(status), signature()).status == status


def test_who_signed_is_whom_the_signature_names() -> None:
    assert with_signature(saying("approved", OUTSIDER), signature()).approver == APPROVER


def test_a_debt_that_says_it_is_signed_and_has_no_signature_is_owed() -> None:
    found = with_signature(saying("signed", APPROVER), None)

    assert (found.status, found.approver) == ("owed", None)


@pytest.mark.parametrize("status", ["requested", "owed", "used", "withdrawn", "void"])
def test_without_a_signature_a_request_is_as_it_was_written(status: str) -> None:
    request = saying(status)

    assert with_signature(request, None) == request


def test_nobody_signs_without_a_name_and_a_time() -> None:
    with pytest.raises(ValueError, match="not signed"):
        signature_under(saying("approved", APPROVER), 7)
