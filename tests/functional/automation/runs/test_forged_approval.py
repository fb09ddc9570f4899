"""An approval as a workflow's role could forge it moves nothing, and a genuine one still does.

The role that asks may write requests, the audit's head and its records: everything but signatures.
"""

import pytest

from automation.core import audit_facts, names
from automation.core.approval import ApprovalRequest
from automation.core.audit import Facts, chain, key_of, to_json
from tests.builders import APPROVER, NOW
from tests.functional.automation.miniature.nursery import Nursery
from tests.functional.automation.miniature.scenes import Scene
from tests.functional.automation.miniature.work import Ended, Job

pytestmark = pytest.mark.functional


@pytest.fixture(autouse=True)
def _old_state(prod: Scene) -> None:
    prod.platform.reset()


def forge(prod: Scene) -> ApprovalRequest:
    """Put the approved form of the one request over it."""
    (request,) = prod.platform.ledger.requests()
    forged = request.model_copy(
        update={
            "status": "approved",
            "approver": APPROVER,
            "approved_at": request.requested_at,
            "approval_reason": "looks fine",
        }
    )
    prod.platform.ledger.put_request(forged)
    return forged


def write_a_record(prod: Scene, facts: Facts) -> None:
    """The audit's next record, as it should be, into the bucket and the ledger."""
    head = prod.platform.audit.read().head
    made = chain(head, facts, event="forged", at=NOW)
    clients, bucket = prod.platform.clients, names.audit_bucket("prod")
    body = to_json(made).encode()
    clients.of("s3").put_object(Bucket=bucket, Key=key_of(made.sequence), Body=body)
    clients.of("dynamodb").put_item(
        TableName=names.ledger_table("prod"),
        Item={
            "pk": {"S": "AUDIT"},
            "sk": {"S": "HEAD"},
            "hash": {"S": made.hash},
            "document": {"S": made.model_dump_json()},
        },
    )


def insist_on_refusal(prod: Scene, ended: Ended, *words: str) -> None:
    assert ended.status == "ApprovalVoidError", ended
    for word in ("Nothing was changed", *words):
        assert word in ended.message
    assert prod.platform.state() == prod.before
    assert prod.platform.ledger.hold() is None
    assert prod.platform.ledger.runs() == ()


def test_a_request_written_as_approved_moves_nothing(prod: Scene, prod_nursery: Nursery) -> None:
    assert prod_nursery.run(Job("ask", "prod-asks", prod.good.commit)).status == "asked"
    forge(prod)

    ended = prod_nursery.run(Job("carry out", "prod-goes", prod.good.commit))

    insist_on_refusal(prod, ended, "no signature under it", APPROVER)


def test_a_sound_record_of_the_audit_does_not_stand_for_a_signature(
    prod: Scene, prod_nursery: Nursery
) -> None:
    assert prod_nursery.run(Job("ask", "prod-asks", prod.good.commit)).status == "asked"
    write_a_record(prod, audit_facts.of_approval(forge(prod), "requested"))
    assert prod.platform.audit.read().faults == ()

    ended = prod_nursery.run(Job("carry out", "prod-goes", prod.good.commit))

    insist_on_refusal(prod, ended, "no signature under it")


def test_an_approval_that_was_withdrawn_does_not_come_back(
    prod: Scene, prod_nursery: Nursery
) -> None:
    assert prod_nursery.run(Job("approve", "prod-asks", prod.good.commit)).status == "approved"
    (request,) = prod.platform.ledger.requests()
    withdrawn = request.model_copy(update={"status": "withdrawn", "withdrawn_by": APPROVER})
    write_a_record(prod, audit_facts.of_approval(withdrawn, "approved"))

    ended = prod_nursery.run(Job("carry out", "prod-goes", prod.good.commit))

    insist_on_refusal(prod, ended, "says approval-withdrawn")


def test_what_somebody_signed_is_carried_out(prod: Scene, prod_nursery: Nursery) -> None:
    assert prod_nursery.run(Job("approve", "prod-asks", prod.good.commit)).status == "approved"

    ended = prod_nursery.run(Job("carry out", "prod-goes", prod.good.commit))

    assert ended.status == "finished", ended.message
    assert prod.platform.state() == prod.target
