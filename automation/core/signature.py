"""Signatures, apart from the requests that they are under, and what proves one. Pure.

A request says what is asked for; whoever asks writes it. That somebody signed it is another
document, in a partition that no workflow's role may write, and a record of the audit (ADR 20).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from automation.core.approval import ApprovalRequest
from automation.core.audit import AuditRecord
from automation.core.release import Document

FORMAT: Final = 1
_ENDINGS: Final = frozenset({"approval-used", "approval-withdrawn", "approval-void"})


class Signature(Document):
    """Somebody's signature under one request.

    Attributes:
        digest: of the request.
        approver: caller ARN of who signed.
        meaning: in the signer's words.
        record: number of the audit's record of it.
    """

    format: int = FORMAT
    digest: str
    approver: str
    signed_at: datetime
    meaning: str
    record: int


def signature_under(request: ApprovalRequest, record: int) -> Signature:
    """The signature that a request carries.

    Args:
        request: as approved or signed.
        record: number of the audit's record of it.

    Raises:
        ValueError: nobody signed the request.
    """
    if request.approver is None or request.approved_at is None:
        raise ValueError(f"request {request.digest} is not signed")
    return Signature(
        digest=request.digest,
        approver=request.approver,
        signed_at=request.approved_at,
        meaning=request.approval_reason or "",
        record=record,
    )


def with_signature(request: ApprovalRequest, signature: Signature | None) -> ApprovalRequest:
    """A request as it stands, by its signature and not by what it says of one.

    What claims that an owed signature was given, and has none, still owes it. What claims to be
    approved keeps the claim, for the run to refuse it in plain words.
    """
    if signature is None:
        return _owing(request) if request.status == "signed" else request
    signed = {"requested": "approved", "owed": "signed"}
    return request.model_copy(
        update={
            "status": signed.get(request.status, request.status),
            "approver": signature.approver,
            "approved_at": signature.signed_at,
            "approval_reason": signature.meaning,
        }
    )


def doubts(
    request: ApprovalRequest, signature: Signature, since: Sequence[AuditRecord]
) -> tuple[str, ...]:
    """Why the audit does not prove an approval; empty if it does.

    Args:
        request: as approved.
        signature: as the ledger has it.
        since: the audit's records from the one that the signature names up to the newest.
    """
    own = next((record for record in since if record.sequence == signature.record), None)
    if own is None:
        return (f"the audit has no record {signature.record}",)
    ended = [
        f"record {record.sequence} says {record.action}"
        for record in since
        if record.digest == request.digest and record.action in _ENDINGS
    ]
    return (*ended, *(() if _tells_of(own, request) else (_otherwise(own, signature),)))


def _owing(request: ApprovalRequest) -> ApprovalRequest:
    return request.model_copy(
        update={"status": "owed", "approver": None, "approved_at": None, "approval_reason": None}
    )


def _tells_of(record: AuditRecord, request: ApprovalRequest) -> bool:
    at = request.approved_at.isoformat() if request.approved_at else None
    return (
        record.action == "approval-approved"
        and record.digest == request.digest
        and record.actor == request.approver == record.after.get("signed_by")
        and record.after.get("signed_at") == at
    )


def _otherwise(record: AuditRecord, signature: Signature) -> str:
    return (
        f"record {record.sequence} is no approval of it by {signature.approver}: "
        f"{record.action} by {record.actor}"
    )
