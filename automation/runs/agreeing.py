"""Holding a run to what was agreed, and accounting for it. I/O: the ledger and the archive."""

from collections.abc import Mapping
from datetime import datetime

from automation.core.approval import Agreement, ApprovalRequest, Evidence, is_intact, objections
from automation.core.errors import ApprovalRequiredError, ApprovalVoidError
from automation.core.order import Order
from automation.core.retyping import command_of
from automation.core.run_kinds import STATE_RESTORE
from automation.runs.ports import Archive, Ledger


def plan_key(request: ApprovalRequest) -> str:
    """Where the archive keeps the plan that a request is about."""
    return f"approval-{request.digest}"


def agreement_of(archive: Archive, request: ApprovalRequest) -> Agreement:
    """What an approved request allows.

    Raises:
        ApprovalVoidError: another version of this tool made the request, it was altered, or its
            plan is gone.
    """
    insist_on_this_version(request)
    if not is_intact(request):
        raise ApprovalVoidError(
            f"Request {request.digest[:12]} was altered after it was approved: its digest does "
            "not cover what it shows. Nothing was changed; tell the security team."
        )
    plan = archive.read_plan(plan_key(request))
    if plan is None:
        raise ApprovalVoidError(
            f"The plan of request {request.digest[:12]} is not in the archive. "
            "Nothing was changed; tell the security team."
        )
    return Agreement(plan, request.evidence, request)


def insist_on_this_version(request: ApprovalRequest) -> None:
    """Let pass only a request whose digest covers what this version's digests cover.

    Raises:
        ApprovalVoidError: another version made it.
    """
    if not request.is_of_this_version:
        raise ApprovalVoidError(
            f"Request {request.digest[:12]} was made by another version of this tool, and is void. "
            "Nothing was changed.",
            f"{repeating(request)}   (ask again, with the options of your command)",
        )


def repeating(request: ApprovalRequest) -> str:
    """The command that a request was made by, without its options."""
    if request.scenario == STATE_RESTORE:
        return f"python -m automation.state {request.environment} restore"
    return f"python -m automation.rollback {request.environment} --to {request.target_commit[:12]}"


def insist_on_agreement(ledger: Ledger, order: Order, agreed: Agreement, found: Evidence) -> None:
    """Let pass only what was agreed to.

    Raises:
        ApprovalVoidError: something is other than it was; a request is void from then on.
    """
    insist_on_evidence(ledger, order, agreed.evidence, found, agreed.request)


def insist_on_evidence(
    ledger: Ledger,
    order: Order,
    agreed: Mapping[str, str],
    found: Evidence,
    request: ApprovalRequest | None,
) -> None:
    """Let pass only what is as it was, part by part.

    Args:
        ledger: the ledger.
        order: what was ordered.
        agreed: the digests as they were, by name.
        found: as they are now.
        request: the approval that is bound to them, if there is one.

    Raises:
        ApprovalVoidError: something is other than it was; the request is void from then on.
    """
    changed = found.differences(agreed)
    if not changed:
        return
    if request is not None:
        void = request.model_copy(update={"status": "void"})
        ledger.advance_approval(void, "approved")
    raise ApprovalVoidError(
        f"Since the plan was agreed to, this has changed: {', '.join(changed)}. "
        "The approval is void; nothing was changed.",
        f"{command_of(order)}   (shows the plan as it is now)",
    )


def insist_on_approver(order: Order, agreed: Agreement) -> None:
    """Let the operator's own word pass only where the matrix asks nobody beforehand.

    Raises:
        ApprovalRequiredError: another person has to approve first.
    """
    if agreed.request is None and order.needs_approval_first:
        raise ApprovalRequiredError(
            f"{order.environment} needs the approval of another person in the role {order.role}. "
            "Nothing was changed.",
            f"{command_of(order, '--wait', '15m')}   (it asks for the approval)",
        )


def insist_on_permission(
    ledger: Ledger,
    order: Order,
    claimed: ApprovalRequest,
    roles: Mapping[str, tuple[str, ...]],
    now: datetime,
) -> None:
    """Judge an approval by what the ledger has of it, not by what the run was handed.

    Args:
        ledger: the ledger, read under the lease.
        order: what the run is about to do.
        claimed: the approval as the run was handed it.
        roles: role -> caller ARNs, as deployed now.
        now: with time zone.

    Raises:
        ApprovalVoidError: the ledger does not have it, has it otherwise, or it is for another
            order; or it lapsed, or its signature does not hold.
    """
    if claimed not in ledger.approvals() or claimed.status != "approved":
        raise ApprovalVoidError(
            f"Request {claimed.digest[:12]} is not in the ledger as an approved one. "
            "Nothing was changed.",
            f"python -m automation.approve {order.environment}",
        )
    if not (is_intact(claimed) and claimed.is_for(order)):
        raise ApprovalVoidError(
            f"Request {claimed.digest[:12]} approves something else than this order. "
            "Nothing was changed.",
            f"python -m automation.approve {order.environment}",
        )
    if now >= claimed.expires_at:
        raise ApprovalVoidError(
            f"Request {claimed.digest[:12]} lapsed at {claimed.expires_at:%H:%M} UTC. "
            "Nothing was changed.",
            f"{command_of(order)}   (asks again)",
        )
    insist_on_signature(claimed, roles)


def insist_on_signature(request: ApprovalRequest, roles: Mapping[str, tuple[str, ...]]) -> None:
    """Judge the signature again when it is used: a role may have been taken away since.

    Args:
        request: as approved.
        roles: role -> caller ARNs, as deployed now.

    Raises:
        ApprovalVoidError: the approver may not approve it any more, or is the requester.
    """
    approver = request.approver or ""
    unsigned = request.model_copy(update={"status": "requested"})
    found = objections(unsigned, approver, roles, request.approved_at or request.requested_at)
    if found:
        raise ApprovalVoidError(
            f"The signature of request {request.digest[:12]} does not hold: {'; '.join(found)}. "
            "Nothing was changed."
        )


def use_up(ledger: Ledger, request: ApprovalRequest, run_id: str) -> None:
    """An approval serves once.

    Raises:
        ApprovalVoidError: somebody was faster, or it was withdrawn.
    """
    used = request.model_copy(update={"status": "used", "run_id": run_id})
    ledger.advance_approval(used, "approved")
