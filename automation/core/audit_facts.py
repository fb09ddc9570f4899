"""What the audit says of each document that the ledger is given. Pure.

The ledger writes a record in the same transaction as the document, so what is decided here is all
that there is to say about a decision: who, what, before and after, why.
"""

from typing import Any

from automation.core.approval import ApprovalRequest
from automation.core.audit import Facts
from automation.core.doors import title
from automation.core.evidence import KEPT, Kept
from automation.core.hold import Hold
from automation.core.journal import Entry, RunRecord
from automation.core.lease import Lease
from automation.core.lockdown import Closing
from automation.core.release import Health, Security, SecurityVerdict
from automation.core.run_kinds import subject, to_approve


def of_takeover(environment: str, lease: Lease, dead: Lease) -> Facts:
    """Somebody works on where another one ended without a word."""
    return Facts(
        environment=environment,
        action="lease-taken-over",
        actor=lease.actor,
        subject=f"the lease of run {dead.run_id}, whose owner gave no sign of life",
        reason=lease.purpose,
        run_id=lease.run_id,
        before=_lease(dead),
        after=_lease(lease),
    )


def of_run(run: RunRecord, earlier: RunRecord | None, lease: Lease) -> Facts:
    """A run begins, is gone on with, or ends."""
    action = f"run-{run.status}"
    if run.status == "running":
        action = "run-resumed" if earlier else "run-started"
    if run.status == "running" and run.direction == "back":
        action = "run-turned-back"
    return Facts(
        environment=run.environment,
        action=action,
        actor=lease.actor,
        subject=subject(run),
        reason=run.reason,
        run_id=run.run_id,
        before=_run(earlier) if earlier else {"commit": run.from_commit or "nothing"},
        after=_run(run),
        digest=run.plan_digest,
    )


def of_entry(environment: str, run_id: str, entry: Entry, lease: Lease) -> Facts | None:
    """A step of a run ended; None for what changes nothing and judges nothing."""
    if entry.state == "started" or (entry.change is None and entry.phase != "verify"):
        return None
    change = entry.change
    return Facts(
        environment=environment,
        action=f"step-{entry.state.replace(' ', '-')}",
        actor=lease.actor,
        subject=entry.step,
        reason=lease.purpose,
        run_id=run_id,
        before=change.before if change else {},
        after=(change.after if change else {}) | _said(entry),
        digest=change.digest if change else None,
    )


def of_hold(environment: str, hold: Hold, earlier: Hold | None, lease: Lease) -> Facts:
    """The environment is held."""
    return Facts(
        environment=environment,
        action="hold-set",
        actor=lease.actor,
        subject="hold, with the aliases pinned",
        reason=hold.reason,
        run_id=lease.run_id,
        before=_hold(earlier),
        after=_hold(hold),
    )


def of_lift(environment: str, hold: Hold, lease: Lease, reason: str) -> Facts:
    """Deployments are let in again."""
    return Facts(
        environment=environment,
        action="hold-lifted",
        actor=lease.actor,
        subject="hold",
        reason=reason,
        run_id=lease.run_id,
        before=_hold(hold),
    )


def of_approval(request: ApprovalRequest, earlier_status: str | None) -> Facts:
    """A request is made, signed, used, withdrawn or void."""
    before = {"status": earlier_status} if earlier_status else {}
    return Facts(
        environment=request.environment,
        action=f"approval-{request.status}",
        actor=_who_moved(request),
        subject=_asked_for(request),
        reason=_why_moved(request),
        run_id=request.run_id,
        before=before,
        after=_approval(request),
        digest=request.digest,
    )


def of_verdict(
    environment: str, commit: str, health: Health, earlier: Health, lease: Lease
) -> Facts:
    """A release is judged."""
    return Facts(
        environment=environment,
        action="release-judged",
        actor=lease.actor,
        subject=f"release {commit}",
        reason=lease.purpose,
        run_id=lease.run_id,
        before={"health": earlier},
        after={"health": health},
    )


def of_security(
    environment: str, verdict: SecurityVerdict, earlier: Security | None, lease: Lease
) -> Facts:
    """A person says whether a release can be trusted."""
    return Facts(
        environment=environment,
        action="release-marked",
        actor=verdict.actor,
        subject=f"release {verdict.commit}",
        reason=verdict.reason,
        run_id=lease.run_id,
        before={"security": earlier} if earlier else {},
        after={"security": verdict.security},
    )


def of_closing(environment: str, closing: Closing, actor: str) -> Facts:
    """A way into the platform is closed."""
    return Facts(
        environment=environment,
        action="door-closed",
        actor=actor,
        subject=f"{title(closing.part)}: {closing.resource}",
        reason=closing.reason,
        run_id=closing.run_id,
        before={"state": "open", "configuration": closing.digest},
        after={"state": "closed", "incident": closing.incident, "begun_by": closing.actor},
        digest=closing.digest,
    )


def of_opening(
    environment: str, closing: Closing, *, run_id: str, actor: str, reason: str
) -> Facts:
    """A way into the platform is as it was before it was closed."""
    return Facts(
        environment=environment,
        action="door-opened",
        actor=actor,
        subject=f"{title(closing.part)}: {closing.resource}",
        reason=reason,
        run_id=run_id,
        before={"state": "closed", "incident": closing.incident, "by_run": closing.run_id},
        after={"state": "open", "configuration": closing.digest},
        digest=closing.digest,
    )


def of_evidence(environment: str, kept: Kept, actor: str, reason: str) -> Facts:
    """A piece of evidence lies in the bucket."""
    return Facts(
        environment=environment,
        action=KEPT,
        actor=actor,
        subject=kept.key,
        reason=reason,
        run_id=kept.run_id,
        after={"sha256": kept.sha256, "size": str(kept.size), "version": kept.version_id},
        digest=kept.sha256,
    )


def _asked_for(request: ApprovalRequest) -> str:
    return f"approval of {to_approve(request.scenario, request.target_commit, request.components)}"


def _lease(lease: Lease) -> dict[str, str]:
    return _texts(
        run=lease.run_id, by=lease.actor, purpose=lease.purpose, since=lease.since.isoformat()
    )


def _run(run: RunRecord) -> dict[str, str]:
    return _texts(
        status=run.status,
        direction=run.direction,
        commit=run.target_commit,
        components=", ".join(run.components),
        scenario=run.scenario,
        settings=run.settings,
        approval=run.approval_digest,
        asked_by=run.actor,
        outcome=run.outcome,
    )


def _hold(hold: Hold | None) -> dict[str, str]:
    if hold is None:
        return {}
    pins = {f"pin {name}": version for name, version in sorted(hold.pins.items())}
    return _texts(by=hold.actor, reason=hold.reason, run=hold.run_id, commit=hold.target_commit) | (
        pins
    )


def _approval(request: ApprovalRequest) -> dict[str, str]:
    return _texts(
        status=request.status,
        role=request.role,
        scenario=request.scenario,
        incident=request.incident,
        asked_by=request.requester,
        asked_at=request.requested_at.isoformat(),
        asked_for=request.reason,
        until=request.expires_at.isoformat(),
        shown="\n".join(request.summary),
        signed_by=request.approver,
        signed_at=request.approved_at.isoformat() if request.approved_at else None,
        meaning=request.approval_reason,
    )


def _who_moved(request: ApprovalRequest) -> str:
    if request.status in {"approved", "signed"} and request.approver:
        return request.approver
    if request.status == "withdrawn" and request.withdrawn_by:
        return request.withdrawn_by
    return request.requester


def _why_moved(request: ApprovalRequest) -> str:
    if request.status in {"approved", "signed"} and request.approval_reason:
        return request.approval_reason
    return request.reason


def _said(entry: Entry) -> dict[str, str]:
    return {"said": entry.detail} if entry.detail else {}


def _texts(**facts: Any) -> dict[str, str]:
    return {name: str(value) for name, value in facts.items() if value is not None}
