"""The rollback and the signature of a lock-down, by the break-glass rules of the core.

I/O: as the rollback's own composition.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from automation.core.approval import (
    EVIDENCE_FORMAT,
    EVIDENCE_FORMAT_PART,
    ORDER,
    Evidence,
    order_digest,
    summary_digest,
)
from automation.core.lockdown import Claim
from automation.core.order import Order
from automation.core.policy import decision_for
from automation.core.release import Release
from automation.runs import authorising
from automation.runs.clock import Clock, SystemClock
from automation.runs.closing import Outcome
from automation.runs.ports import Ledger, Reporter
from automation.runs.stopping import StopRequest
from automation.terminal import composition

SCENARIO = "security"


@dataclass(frozen=True)
class _Desk:
    ledger: Ledger
    reporter: Reporter
    clock: Clock = field(default_factory=SystemClock)
    stop: StopRequest = field(default_factory=StopRequest)


def order_of(claim: Claim, deployed: Release, *, commit: str) -> Order:
    """The security incident's row of the decision matrix, as the stack has tightened it."""
    return Order(
        environment=claim.environment,
        commit=commit,
        decision=decision_for(SCENARIO, deployed.governance.matrix),
        reason=claim.reason,
        components=(),
        actor=claim.actor,
        incident=claim.incident,
    )


def signature_of(
    claim: Claim, deployed: Release, ledger: Ledger, reporter: Reporter
) -> Callable[[tuple[Outcome, ...]], str] | None:
    """What writes down that the lock-down itself has to be signed; None where nobody has to."""
    order = order_of(claim, deployed, commit=deployed.commit)
    if not order.is_approved_afterwards:
        return None

    def owe(outcomes: tuple[Outcome, ...]) -> str:
        lines = (
            f"Lock down {claim.environment}, incident {claim.incident}",
            *(f"{'closed' if it.is_closed else 'NOT closed'}: {it.title}" for it in outcomes),
        )
        evidence = Evidence(
            {
                EVIDENCE_FORMAT_PART: EVIDENCE_FORMAT,
                ORDER: order_digest(order),
                "summary": summary_digest(lines),
                "run": claim.run_id,
            }
        )
        owed = authorising.owe(_Desk(ledger, reporter), order, evidence, lines, claim.run_id)
        return f"a signature by {order.role} is owed until {owed.expires_at:%Y-%m-%d %H:%M} UTC"

    return owe


def to_last_secure(claim: Claim, deployed: Release, reporter: Reporter) -> Callable[[], str]:
    """What takes functions and site to the last release marked secure; gives its commit."""

    def roll_back() -> str:
        destination = composition.destination_of(claim.environment, "last-secure")
        commit = destination.target.commit
        order = replace(
            order_of(claim, deployed, commit=commit), components=("functions", "frontend")
        )
        with composition.rollback_of(order, destination, reporter) as rollback:
            prepared = rollback.prepare()
            if not prepared.plan.is_empty:
                rollback.carry_out(rollback.authorise(prepared))
        return commit

    return roll_back
