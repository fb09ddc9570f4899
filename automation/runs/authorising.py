"""Obtaining the approval that the decision matrix asks for. I/O: the ledger.

Source: procedure, "Decision Matrix"; design, step 5.
"""

from datetime import datetime, timedelta
from typing import Final, Protocol

from automation.core.approval import ApprovalRequest, Evidence
from automation.core.errors import ApprovalRequiredError, ApprovalVoidError, RefusedError
from automation.core.order import Order
from automation.core.person import person_of
from automation.core.plan import RollbackPlan
from automation.core.retyping import command_of
from automation.runs.agreeing import plan_key
from automation.runs.clock import Clock
from automation.runs.ports import Ledger, Reporter
from automation.runs.stopping import StopRequest
from automation.runs.world import World

LIFETIME: Final = timedelta(hours=1)
# Break-glass: by then somebody of the role has looked at what was done.
SIGNATURE_DEADLINE: Final = timedelta(hours=24)
_POLL_SECONDS: Final = 5.0


class Desk(Protocol):
    """Where approvals are asked for and waited for; a rollback's world is one."""

    @property
    def ledger(self) -> Ledger: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def reporter(self) -> Reporter: ...
    @property
    def stop(self) -> StopRequest: ...


def approved_request(ledger: Ledger, order: Order, now: datetime) -> ApprovalRequest | None:
    """A request for exactly this order that another person approved and that is still good.

    One of another version is passed over, so that the command asks again.
    """
    for request in ledger.approvals():
        is_good = request.status == "approved" and now < request.expires_at
        if is_good and request.is_of_this_version and request.is_for(order):
            return request
    return None


def insist_on_requester(request: ApprovalRequest, caller: str) -> None:
    """Who carries a request out is the person who made it, in whatever role.

    Raises:
        RefusedError: it is somebody else.
    """
    if person_of(caller) != person_of(request.requester):
        raise RefusedError(
            f"Request {request.digest[:12]} was made by {request.requester}; {caller} is another "
            "person and can't carry it out. Nothing was changed."
        )


def insist_on_request(request: ApprovalRequest, order: Order, now: datetime) -> None:
    """A request that is to be carried out is open or approved, in time, and for this order.

    Raises:
        ApprovalVoidError: it is not.
    """
    if request.status not in {"requested", "approved"}:
        why = f"is {request.status} already"
    elif now >= request.expires_at:
        why = f"lapsed at {request.expires_at:%H:%M} UTC"
    elif not request.is_for(order):
        why = "is for another order"
    else:
        return
    raise ApprovalVoidError(
        f"Request {request.digest[:12]} {why}. Nothing was changed.",
        f"{command_of(order, '--ask')}   (then have the new plan approved)",
    )


def ask(
    world: World,
    order: Order,
    evidence: Evidence,
    summary: tuple[str, ...],
    plan: RollbackPlan,
) -> ApprovalRequest:
    """Keep the plan, and write a request that somebody of the order's role can approve."""
    now = world.clock.now()
    request = new_request(order, evidence, summary, now, now + LIFETIME)
    world.archive.write_plan(plan_key(request), plan)
    world.ledger.request_approval(request)
    return request


def owe(
    world: Desk, order: Order, evidence: Evidence, summary: tuple[str, ...], run_id: str
) -> ApprovalRequest:
    """Break-glass: write down that a signature is owed, and by when."""
    now = world.clock.now()
    request = new_request(order, evidence, summary, now, now + SIGNATURE_DEADLINE)
    owed = request.model_copy(update={"status": "owed", "run_id": run_id})
    world.ledger.request_approval(owed)
    return owed


def wait_for_approval(
    world: Desk, request: ApprovalRequest, patience: timedelta | None, again: str
) -> ApprovalRequest:
    """Wait, visibly, until somebody approved.

    Args:
        world: the ledger, the clock and where to tell.
        request: what was asked for.
        patience: how long; None leaves at once.
        again: the command that carries it out when it is approved.

    Raises:
        ApprovalRequiredError: nobody did in time; it names the command that the approver types.
        ApprovalVoidError: it was withdrawn.
    """
    deadline = world.clock.now() + (patience or timedelta())
    while world.clock.now() < min(deadline, request.expires_at):
        left = (deadline - world.clock.now()).seconds
        world.reporter.progress(f"waiting for {request.role}, {left} s left: {_command(request)}")
        world.clock.sleep(_POLL_SECONDS)
        world.stop.obey()
        current = _current(world.ledger, request)
        if current.status == "approved":
            return current
        if current.status != "requested":
            raise ApprovalVoidError(f"The request was {current.status}. Nothing was changed.")
    raise approval_required(request, again)


def approval_required(request: ApprovalRequest, again: str) -> ApprovalRequiredError:
    """What to tell the requester while nobody has approved.

    Args:
        request: what was asked for.
        again: what the requester types afterwards.
    """
    return ApprovalRequiredError(
        f"{request.environment} needs the approval of another person in the role {request.role} "
        f"until {request.expires_at:%H:%M} UTC. Nothing was changed.",
        f"{_command(request)}   (as another person; then {again})",
    )


def _current(ledger: Ledger, request: ApprovalRequest) -> ApprovalRequest:
    for found in ledger.approvals():
        if found.digest == request.digest:
            return found
    return request


def _command(request: ApprovalRequest) -> str:
    return f"python -m automation.approve {request.environment} {request.digest[:12]}"


def new_request(
    order: Order,
    evidence: Evidence,
    summary: tuple[str, ...],
    now: datetime,
    expires_at: datetime,
) -> ApprovalRequest:
    """A request for the approval of an order, as nobody has signed it.

    Args:
        order: what was asked for.
        evidence: what it is bound to.
        summary: the lines that the approver reads.
        now: with time zone.
        expires_at: until when it can be approved and used.
    """
    return ApprovalRequest(
        digest=evidence.digest(expires_at),
        environment=order.environment,
        target_commit=order.commit,
        components=order.components,
        only_functions=order.only_functions,
        scenario=order.decision.scenario,
        incident=order.incident,
        role=order.role or "",
        requester=order.actor,
        reason=order.reason,
        requested_at=now,
        expires_at=expires_at,
        summary=summary,
        evidence=dict(evidence.parts),
    )
