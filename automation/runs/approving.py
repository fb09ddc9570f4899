"""Approving a request, as another person. I/O: the ledger.

Source: procedure, "Decision Matrix" (who approves) and "Authorization" (document the decision).
"""

from automation.core.approval import ApprovalRequest, is_intact, objections
from automation.core.errors import ApprovalVoidError, RefusedError, UnknownRefError
from automation.runs.clock import Clock
from automation.runs.ports import Ledger, Releases
from automation.runs.survey import deployed_release


def open_requests(ledger: Ledger, clock: Clock) -> tuple[ApprovalRequest, ...]:
    """Requests that somebody may still approve, the newest first."""
    waiting = [
        request
        for request in ledger.approvals()
        if request.status == "requested" and clock.now() < request.expires_at
    ]
    return tuple(sorted(waiting, key=lambda request: request.requested_at, reverse=True))


def find_request(ledger: Ledger, environment: str, digest: str) -> ApprovalRequest:
    """The request whose digest begins with the given characters.

    Args:
        ledger: the ledger.
        environment: for the message.
        digest: at least eight characters.

    Raises:
        UnknownRefError: there is none, or there are several.
        ApprovalVoidError: the record was altered after it was requested.
    """
    found = [request for request in ledger.approvals() if request.digest.startswith(digest)]
    if len(digest) < 8 or len(found) != 1:
        raise UnknownRefError(
            f"{digest!r} names {len(found)} requests of {environment}; "
            "at least 8 characters of one are needed.",
            f"python -m automation.approve {environment}",
        )
    if not is_intact(found[0]):
        raise ApprovalVoidError(
            f"Request {digest} was altered: its digest does not cover what it shows. "
            "Do not approve it; tell the security team."
        )
    return found[0]


def approve(
    ledger: Ledger,
    releases: Releases,
    clock: Clock,
    request: ApprovalRequest,
    *,
    approver: str,
    reason: str,
) -> ApprovalRequest:
    """Sign a request.

    Args:
        ledger: the ledger.
        releases: the releases; the deployed one tells who has which role.
        clock: the time of the signature.
        request: the request as shown to the approver.
        approver: caller ARN.
        reason: the signature's meaning, in the approver's words.

    Raises:
        RefusedError: this person may not, or the request is not open.
        ApprovalVoidError: somebody was faster.
    """
    deployed = deployed_release(releases)
    roles = deployed.governance.roles if deployed else {}
    found = objections(request, approver, roles, clock.now())
    if found:
        raise RefusedError(
            f"{approver} can't approve request {request.digest[:12]}: {'; '.join(found)}.",
            f"python -m automation.approve {request.environment}   (as a {request.role})",
        )
    signed = request.model_copy(
        update={
            "status": "approved",
            "approver": approver,
            "approved_at": clock.now(),
            "approval_reason": reason,
        }
    )
    ledger.advance_approval(signed, "requested")
    return signed
