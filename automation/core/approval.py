"""Approvals bound to exactly what was seen. Pure.

An approver agrees to a digest over everything that decides what the run will do. The run reads
all of it again under its lease; another digest is another plan, and the approval is void.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Literal

from automation.core.live import LiveState
from automation.core.order import Order
from automation.core.person import person_of
from automation.core.plan import EnginePreview, RollbackPlan
from automation.core.release import Document, Release

Status = Literal["requested", "approved", "used", "withdrawn", "void", "owed", "signed"]
# Two lives: requested, approved, used (or withdrawn, or void); after break-glass: owed, signed.
FORMAT: Final = 1
# What the digest covers, and how; it changes whenever another version would find another digest.
EVIDENCE_FORMAT: Final = "2"
EVIDENCE_FORMAT_PART: Final = "format"
ORDER: Final = "order"
INFRASTRUCTURE_PLAN: Final = "infrastructure plan"
SIGNABLE: Final = frozenset({"requested", "owed"})


class ApprovalRequest(Document):
    """What the requester asks for, and what became of it.

    Attributes:
        expires_at: until when it can be approved and used; for an owed signature its deadline.
        incident: of a break-glass run, whose signature comes afterwards.
    """

    format: int = FORMAT
    digest: str
    environment: str
    target_commit: str
    components: tuple[str, ...]
    only_functions: tuple[str, ...]
    scenario: str
    incident: str | None
    role: str
    requester: str
    reason: str
    requested_at: datetime
    expires_at: datetime
    summary: tuple[str, ...]
    evidence: dict[str, str]
    status: Status = "requested"
    approver: str | None = None
    approved_at: datetime | None = None
    approval_reason: str | None = None
    withdrawn_by: str | None = None
    run_id: str | None = None

    @property
    def is_of_this_version(self) -> bool:
        """Whether this version of the tool would come to the same digest."""
        return self.evidence.get(EVIDENCE_FORMAT_PART) == EVIDENCE_FORMAT

    def is_overdue(self, now: datetime) -> bool:
        """Whether break-glass is still unsigned after its deadline."""
        return self.status == "owed" and now >= self.expires_at

    def is_for(self, order: Order) -> bool:
        """Whether exactly this order was asked for, by the same person."""
        return (
            self.target_commit,
            self.components,
            self.only_functions,
            self.scenario,
            self.requester,
        ) == (
            order.commit,
            order.components,
            order.only_functions,
            order.decision.scenario,
            order.actor,
        )


@dataclass(frozen=True)
class Agreement:
    """What a run may do: the plan that was seen, and the evidence that it was made from.

    Attributes:
        request: the approval; None where the operator's own word is enough.
    """

    plan: RollbackPlan
    evidence: Mapping[str, str]
    request: ApprovalRequest | None = None

    @property
    def preview(self) -> EnginePreview:
        """The engine's part of what was agreed to."""
        part = self.plan.infrastructure
        return EnginePreview(
            changes=part.changes if part else (),
            plan_digest=self.evidence[INFRASTRUCTURE_PLAN],
            drift=part.drift if part else (),
        )


@dataclass(frozen=True)
class Evidence:
    """The digests of each thing that an approval is bound to, by name, so that a difference can
    be named as well as found."""

    parts: Mapping[str, str]

    def digest(self, expires_at: datetime) -> str:
        """The value that the approver agrees to: all parts and the time at which it lapses."""
        return _digest({**self.parts, "expires_at": expires_at.isoformat()})

    def differences(self, other: Mapping[str, str]) -> tuple[str, ...]:
        """Names of the parts that are not the same, sorted."""
        names = self.parts.keys() | other.keys()
        return tuple(sorted(name for name in names if self.parts.get(name) != other.get(name)))


def gather_evidence(
    plan: RollbackPlan,
    live: LiveState,
    target: Release,
    *,
    order: Order,
    summary: tuple[str, ...],
    settings_digest: str,
    state_digest: str,
    update_plan_digest: str,
) -> Evidence:
    """Reduce everything that decides what a run does to named digests.

    Args:
        plan: the steps.
        live: the reading that the plan was made from.
        target: the release to go back to.
        order: what was asked for.
        summary: the lines that the approver reads; bound, so that they can't tell another story.
        settings_digest: digest of the settings that the program is run with; empty without the
            infrastructure part.
        state_digest: digest of the stack's state; empty without the infrastructure part.
        update_plan_digest: digest of the engine's saved plan; empty likewise.
    """
    deployed = live.deployed
    return Evidence(
        {
            EVIDENCE_FORMAT_PART: EVIDENCE_FORMAT,
            "target": _digest(target.model_dump(mode="json")),
            "plan": _digest([[type(step).__name__, asdict(step)] for step in plan.steps]),
            ORDER: order_digest(order),
            "data loss": _digest(sorted(order.data_loss)),
            "summary": summary_digest(summary),
            "aliases": _digest([asdict(alias) for _, alias in sorted(live.aliases.items())]),
            "files": _digest([asdict(item) for _, item in sorted(live.objects.items())]),
            "deployed release": _digest(deployed.model_dump(mode="json") if deployed else None),
            "settings of the run": settings_digest,
            "settings": deployed.settings_digest if deployed else "",
            "migration head": str(deployed.db_schema.head) if deployed else "",
            "stack state": state_digest,
            INFRASTRUCTURE_PLAN: update_plan_digest,
        }
    )


def objections(
    request: ApprovalRequest, approver: str, roles: Mapping[str, tuple[str, ...]], now: datetime
) -> tuple[str, ...]:
    """Why a person may not approve a request; empty if they may.

    Args:
        request: the request as the ledger has it.
        approver: caller ARN of the person who wants to approve.
        roles: role -> caller ARNs, as deployed.
        now: with time zone.
    """
    found = []
    if request.status not in SIGNABLE:
        found.append(f"it is {request.status} already")
    if request.status == "requested" and now >= request.expires_at:
        found.append(f"it lapsed at {request.expires_at:%H:%M} UTC")
    if person_of(approver) == person_of(request.requester):
        found.append("who asks can't approve it; another person has to")
    if approver not in roles.get(request.role, ()):
        found.append(f"{approver} is not in the role {request.role}")
    return tuple(found)


def summary_digest(summary: tuple[str, ...]) -> str:
    """Digest of the lines that an approver reads."""
    return _digest(summary)


def is_intact(request: ApprovalRequest) -> bool:
    """Whether a request's digest covers its evidence, and its evidence what the request shows."""
    shown = (
        request.environment,
        request.target_commit,
        request.components,
        request.only_functions,
        request.scenario,
        request.incident,
        request.role,
        request.requester,
        request.reason,
    )
    return (
        Evidence(request.evidence).digest(request.expires_at) == request.digest
        and request.evidence.get("summary") == summary_digest(request.summary)
        and request.evidence.get(ORDER) == _digest(shown)
    )


def order_digest(order: Order) -> str:
    """Digest of what was asked for, by whom and why: what a request shows of it."""
    return _digest(
        (
            order.environment,
            order.commit,
            order.components,
            order.only_functions,
            order.decision.scenario,
            order.incident,
            order.role or "",
            order.actor,
            order.reason,
        )
    )


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
