"""Signing a request, or withdrawing one. I/O: the ledger.

Source: procedure, "Decision Matrix" (who approves) and "Authorization" (document the decision).
"""

from datetime import datetime

from automation.core.approval import ApprovalRequest, Status, is_intact, objections
from automation.core.errors import ApprovalVoidError, RefusedError, UnknownRefError
from automation.core.person import person_of
from automation.runs.agreeing import insist_on_this_version
from automation.runs.ports import Ledger, Releases
from automation.runs.survey import deployed_release


def open_requests(ledger: Ledger, now: datetime) -> tuple[ApprovalRequest, ...]:
    """What somebody may still sign: overdue, owed, asked for; each with the oldest first."""
    waiting = [
        request
        for request in ledger.approvals()
        if request.status == "owed" or (request.status == "requested" and now < request.expires_at)
    ]

    def urgency(request: ApprovalRequest) -> tuple[bool, bool, datetime]:
        return not request.is_overdue(now), request.status != "owed", request.requested_at

    return tuple(sorted(waiting, key=urgency))


def find_request(ledger: Ledger, environment: str, digest: str) -> ApprovalRequest:
    """The request whose digest begins with the given characters.

    Args:
        ledger: the ledger.
        environment: for the message.
        digest: at least eight characters.

    Raises:
        UnknownRefError: there is none, or there are several.
        ApprovalVoidError: the record was altered after it was requested, or it asks for something
            in the words of another version of this tool. What was done already can be signed.
    """
    found = [request for request in ledger.approvals() if request.digest.startswith(digest)]
    if len(digest) < 8 or len(found) != 1:
        raise UnknownRefError(
            f"{digest!r} names {len(found)} requests of {environment}; "
            "at least 8 characters of one are needed.",
            f"python -m automation.approve {environment}",
        )
    if found[0].status != "owed":
        insist_on_this_version(found[0])
    if not is_intact(found[0]):
        raise ApprovalVoidError(
            f"Request {digest} was altered: its digest does not cover what it shows. "
            "Do not approve it; tell the security team."
        )
    return found[0]


def sign(
    ledger: Ledger,
    releases: Releases,
    request: ApprovalRequest,
    *,
    approver: str,
    reason: str,
    now: datetime,
) -> ApprovalRequest:
    """Approve a request, or give the signature that a break-glass run owes.

    Args:
        ledger: the ledger.
        releases: the releases; the deployed one tells who has which role.
        request: the request as shown to the approver.
        approver: caller ARN.
        reason: the signature's meaning, in the approver's words.
        now: the time of the signature.

    Raises:
        RefusedError: this person may not, or the request is not open.
        ApprovalVoidError: somebody was faster.
    """
    deployed = deployed_release(releases)
    roles = deployed.governance.roles if deployed else {}
    found = objections(request, approver, roles, now)
    if found:
        raise RefusedError(
            f"{approver} can't approve request {request.digest[:12]}: {'; '.join(found)}.",
            f"python -m automation.approve {request.environment}   (as a {request.role})",
        )
    status: Status = "signed" if request.status == "owed" else "approved"
    signed = request.model_copy(
        update={
            "status": status,
            "approver": approver,
            "approved_at": now,
            "approval_reason": reason,
        }
    )
    ledger.sign(signed)
    return signed


def withdraw(ledger: Ledger, request: ApprovalRequest, actor: str) -> ApprovalRequest:
    """Take a request back before it is used; its requester and its approver may.

    Raises:
        RefusedError: somebody else, or it can't be taken back any more.
        ApprovalVoidError: it was used meanwhile.
    """
    concerned = {person_of(arn) for arn in (request.requester, request.approver) if arn}
    if person_of(actor) not in concerned:
        raise RefusedError(
            f"{actor} neither asked for request {request.digest[:12]} nor signed it."
        )
    if request.status not in {"requested", "approved"}:
        raise RefusedError(
            f"Request {request.digest[:12]} is {request.status}; there is nothing to take back."
        )
    withdrawn = request.model_copy(update={"status": "withdrawn", "withdrawn_by": actor})
    ledger.advance_approval(withdrawn, request.status)
    return withdrawn
