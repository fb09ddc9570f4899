"""Requests and signatures against DynamoDB: one of each counts, and only a signature approves."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from automation.core import names, partitions
from automation.core.approval import ApprovalRequest
from automation.core.errors import ApprovalVoidError
from automation.gateways.audit import AuditGateway
from automation.gateways.ledger import LedgerGateway
from automation.runs.agreeing import insist_on_permission
from automation.runs.proving import insist_on_proof
from tests.builders import APPROVER, NOW, ROLES, approval_request, order
from tests.functional.sandbox.clients import Clients
from tests.unit.automation.fakes import FakeClock

pytestmark = pytest.mark.functional


def succeeds(action: Callable[[], object]) -> bool:
    try:
        action()
    except ApprovalVoidError:
        return False
    return True


def signed(request: ApprovalRequest, at: datetime = NOW) -> ApprovalRequest:
    return request.model_copy(
        update={
            "status": "signed" if request.status == "owed" else "approved",
            "approver": APPROVER,
            "approved_at": at,
            "approval_reason": "Größe „gesehen“",
        }
    )


def test_of_ten_uses_of_one_approval_at_once_one_counts(ledger: LedgerGateway) -> None:
    request = approval_request()
    ledger.request_approval(request)
    approved = signed(request)
    ledger.sign(approved)

    def use(number: int) -> bool:
        used = approved.model_copy(update={"status": "used", "run_id": f"run-{number}"})
        return succeeds(lambda: ledger.advance_approval(used, "approved"))

    with ThreadPoolExecutor(10) as pool:
        won = list(pool.map(use, range(10)))

    assert won.count(True) == 1
    (kept,) = ledger.approvals()
    assert kept.run_id == f"run-{won.index(True)}"


def test_asking_for_the_same_again_leaves_the_first_request(ledger: LedgerGateway) -> None:
    request = approval_request()
    ledger.request_approval(request)
    ledger.advance_approval(request.model_copy(update={"status": "withdrawn"}), "requested")

    ledger.request_approval(request)

    assert [kept.status for kept in ledger.approvals()] == ["withdrawn"]


def test_a_request_that_was_never_made_can_not_be_approved(ledger: LedgerGateway) -> None:
    with pytest.raises(ApprovalVoidError):
        ledger.advance_approval(approval_request(), "requested")


def test_of_ten_signatures_under_one_request_at_once_one_counts(ledger: LedgerGateway) -> None:
    request = approval_request()
    ledger.request_approval(request)

    with ThreadPoolExecutor(10) as pool:
        won = list(pool.map(lambda _: succeeds(lambda: ledger.sign(signed(request))), range(10)))

    assert won.count(True) == 1
    assert ledger.approvals() == (signed(request),)


def test_what_was_taken_back_can_not_be_signed(ledger: LedgerGateway) -> None:
    request = approval_request()
    ledger.request_approval(request)
    ledger.advance_approval(request.model_copy(update={"status": "withdrawn"}), "requested")

    with pytest.raises(ApprovalVoidError, match="not requested any more"):
        ledger.sign(signed(request))

    assert ledger.signature(request.digest) is None


def test_an_approval_can_be_taken_back_after_its_signature(ledger: LedgerGateway) -> None:
    request = approval_request()
    ledger.request_approval(request)
    ledger.sign(signed(request))

    ledger.advance_approval(signed(request).model_copy(update={"status": "void"}), "approved")

    assert [kept.status for kept in ledger.approvals()] == ["void"]


def written_by_hand(clients: Clients, environment: str, request: ApprovalRequest) -> None:
    """What whoever may put a request could put."""
    clients.of("dynamodb").put_item(
        TableName=names.ledger_table(environment),
        Item={
            "pk": {"S": partitions.APPROVAL},
            "sk": {"S": request.digest},
            "status": {"S": request.status},
            "document": {"S": request.model_dump_json()},
        },
    )


def test_what_says_it_is_approved_and_has_no_signature_can_only_be_taken_back(
    ledger: LedgerGateway, clients: Clients, environment: str
) -> None:
    forged = signed(approval_request())
    written_by_hand(clients, environment, forged)

    assert ledger.approvals() == (forged,)
    assert ledger.signature(forged.digest) is None
    ledger.advance_approval(forged.model_copy(update={"status": "withdrawn"}), "approved")
    assert [kept.status for kept in ledger.approvals()] == ["withdrawn"]


def test_a_debt_that_only_says_it_is_signed_is_owed_until_somebody_signs(
    ledger: LedgerGateway, clients: Clients, environment: str
) -> None:
    owed = approval_request(scenario="security").model_copy(update={"status": "owed"})
    written_by_hand(clients, environment, signed(owed))
    assert ledger.approvals() == (owed,)

    ledger.sign(signed(owed))

    assert ledger.approvals() == (signed(owed),)


def test_an_approval_comes_back_from_the_table_exactly_as_the_run_was_handed_it(
    ledger: LedgerGateway, environment: str
) -> None:
    at = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)
    request = approval_request(requested_at=at)
    ledger.request_approval(request)
    handed = signed(request, at)
    ledger.sign(handed)

    assert ledger.approvals() == (handed,)
    insist_on_permission(ledger, order(), handed, ROLES, at)
    insist_on_proof(ledger, AuditGateway(environment), FakeClock(), handed)


def test_a_signature_is_proven_by_its_own_record_and_those_after_it(
    ledger: LedgerGateway, environment: str, clients: Clients
) -> None:
    """An object in a place of the chain before it is for `audit verify` to tell."""
    audit, first = AuditGateway(environment), approval_request(parts={"target": "another"})
    ledger.request_approval(first)
    ledger.sign(signed(first))
    request = approval_request()
    ledger.request_approval(request)
    ledger.sign(signed(request))
    bucket = names.audit_bucket(environment)

    clients.of("s3").put_object(Bucket=bucket, Key="chain/000000000002.json", Body=b"{}")
    insist_on_proof(ledger, audit, FakeClock(), signed(request))

    with pytest.raises(ApprovalVoidError, match="record 2: written over"):
        insist_on_proof(ledger, audit, FakeClock(), signed(first))


def test_an_approval_that_was_used_does_not_come_back_by_hand(
    ledger: LedgerGateway, environment: str, clients: Clients
) -> None:
    request = approval_request()
    ledger.request_approval(request)
    ledger.sign(signed(request))
    used = signed(request).model_copy(update={"status": "used", "run_id": "run-1"})
    ledger.advance_approval(used, "approved")
    written_by_hand(clients, environment, request)
    assert ledger.approvals() == (signed(request),)

    with pytest.raises(ApprovalVoidError, match="record 3 says approval-used"):
        insist_on_proof(ledger, AuditGateway(environment), FakeClock(), signed(request))


def test_a_ledger_that_was_set_back_to_before_the_use_proves_nothing(
    ledger: LedgerGateway, environment: str, clients: Clients
) -> None:
    request = approval_request()
    ledger.request_approval(request)
    ledger.sign(signed(request))
    dynamodb, table = clients.of("dynamodb"), names.ledger_table(environment)
    key = {"pk": {"S": partitions.AUDIT}, "sk": {"S": "HEAD"}}
    earlier = dynamodb.get_item(TableName=table, Key=key)["Item"]
    used = signed(request).model_copy(update={"status": "used", "run_id": "run-1"})
    ledger.advance_approval(used, "approved")
    dynamodb.put_item(TableName=table, Item=earlier)
    written_by_hand(clients, environment, request)

    with pytest.raises(ApprovalVoidError, match="older head"):
        insist_on_proof(ledger, AuditGateway(environment), FakeClock(), signed(request))
