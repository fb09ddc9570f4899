"""One rollback, from what an operator asked for to its end. I/O: through the ports only.

`prepare` reads and decides; `authorise` obtains the approval that the decision matrix asks for;
`carry_out` takes the lease, reads everything again and lets the executor work.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from automation.core.approval import ApprovalRequest, Evidence, gather_evidence
from automation.core.errors import (
    ApprovalRequiredError,
    ApprovalVoidError,
    RefusedError,
    ReleaseNotFoundError,
    UnreachableReleaseError,
)
from automation.core.journal import RunRecord
from automation.core.live import LiveState
from automation.core.plan import ComponentName, RollbackPlan
from automation.core.planner import chosen_functions, pins_of, plan_rollback
from automation.core.policy import Decision, needs_approval, violations
from automation.core.reachability import obstacles
from automation.core.release import Release
from automation.core.summary import summarise
from automation.runs.executor import Executor
from automation.runs.journal import Journal
from automation.runs.lease import HeldLease
from automation.runs.ports import Commits, Releases
from automation.runs.survey import deployed_release, nearest, read_live
from automation.runs.world import World

APPROVAL_LIFETIME: Final = timedelta(hours=1)
_RELEASES_NAMED: Final = 5


@dataclass(frozen=True)
class Order:
    """What the operator asked for."""

    environment: str
    commit: str
    decision: Decision
    reason: str
    components: tuple[ComponentName, ...]
    actor: str
    only_functions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """A plan, and the evidence of what it was made from."""

    plan: RollbackPlan
    summary: tuple[str, ...]
    evidence: Evidence
    live: LiveState


def new_run_id(environment: str, now: datetime) -> str:
    """A run's name: tells its environment, sorts by time, and two runs of one second differ."""
    return f"{environment}-{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def find_target(releases: Releases, commits: Commits, environment: str, ref: str) -> Release:
    """The release that a ref names: steps 1 of the design's run.

    Raises:
        UnknownRefError: the ref names no commit.
        ReleaseNotFoundError: the commit was never deployed there; the nearest ones are named.
        RefusedError: prod goes back to commits of the protected branch only.
    """
    commit = commits.resolve(ref)
    target = releases.read(commit)
    if target is None:
        raise _not_found(releases, environment, commit)
    deployed = deployed_release(releases) or target
    branch = deployed.governance.protected_branch
    if environment == "prod" and not commits.is_ancestor(commit, branch):
        raise RefusedError(
            f"{commit[:12]} is not part of {branch}; prod goes back to reviewed commits only. "
            "Nothing was changed.",
            f"git log --oneline {branch}",
        )
    return target


class Rollback:
    """The way back to one release."""

    def __init__(self, order: Order, target: Release, world: World, run_id: str) -> None:
        self.order = order
        self.target = target
        self.run_id = run_id
        self._world = world

    def prepare(self) -> Prepared:
        """Read what is live, check that the target can be reached, and plan. Changes nothing.

        Raises:
            UnreachableReleaseError: something that the target needs is gone.
            RefusedError: the plan would destroy what holds data.
        """
        world, order = self._world, self.order
        live = read_live(world, self.target)
        self._insist_on_reachable(live)
        functions = chosen_functions(self.target, order.components, order.only_functions)
        preview = None
        state_digest = ""
        if world.stack is not None:
            world.reporter.progress("preview of the infrastructure, state refreshed")
            preview = world.stack.preview(dict(pins_of(live, functions)), world.reporter.progress)
            state_digest = world.stack.state_digest()
        plan = plan_rollback(
            live,
            self.target,
            components=order.components,
            site_url=world.site_url,
            changes=preview.changes if preview else (),
            only_functions=order.only_functions,
        )
        self._insist_on_policy(plan)
        summary = summarise(plan)
        evidence = gather_evidence(
            plan,
            live,
            self.target,
            scenario=order.decision.scenario,
            summary=summary,
            state_digest=state_digest,
            update_plan_digest=preview.plan_digest if preview else "",
        )
        return Prepared(plan, summary, evidence, live)

    def approved_request(self) -> ApprovalRequest | None:
        """A request for exactly this order that another person approved and that is still good."""
        now = self._world.clock.now()
        for request in self._world.ledger.approvals():
            if request.status == "approved" and self._is_mine(request) and now < request.expires_at:
                return request
        return None

    def authorise(self, prepared: Prepared) -> None:
        """Let pass what needs no approval, else ask for one and leave.

        Raises:
            ApprovalRequiredError: with the command that the approver types.
        """
        order = self.order
        if not needs_approval(order.environment, order.decision):
            return
        request = self._ask(prepared)
        raise ApprovalRequiredError(
            f"{order.environment} needs the approval of another person in the role "
            f"{request.role} until {request.expires_at:%H:%M} UTC. Nothing was changed.",
            f"python -m automation.approve {order.environment} {request.digest[:12]}   "
            "(then repeat this command)",
        )

    def carry_out(self, agreed: Evidence | ApprovalRequest) -> RollbackPlan:
        """Take the lease, read everything again, and do what was agreed, if it is still that.

        Args:
            agreed: what the operator confirmed, or what another person approved.

        Raises:
            BusyError: another run works on the environment.
            ApprovalVoidError: something is not as it was agreed; it says what.
            OperatorError: a step failed; the journal says which.
        """
        world, order = self._world, self.order
        purpose = f"rollback to {order.commit[:12]}: {order.reason}"
        with HeldLease(world.ledger, self.run_id, order.actor, purpose, world.clock) as lease:
            prepared = self.prepare()
            self._insist_on_agreement(prepared, agreed)
            if isinstance(agreed, ApprovalRequest):
                self._use(agreed)
            world.archive.write_plan(self.run_id, prepared.plan)
            journal = Journal(world, self._run_record(prepared, agreed), lease)
            with journal.running(success="finished"):
                Executor(world, journal, lease).execute(prepared.plan)
            return prepared.plan

    def _insist_on_reachable(self, live: LiveState) -> None:
        found = obstacles(live, self.target, self.order.components)
        if found:
            reasons = "\n".join(f"  - {item.reason}; {item.way_out}" for item in found)
            raise UnreachableReleaseError(
                f"{self.target.commit[:12]} can't be gone back to. Nothing was changed.\n{reasons}"
            )

    def _insist_on_policy(self, plan: RollbackPlan) -> None:
        changes = plan.infrastructure.changes if plan.infrastructure else ()
        found = violations(changes)
        if found:
            lines = "\n".join(f"  - {change.operation} {change.urn}" for change in found)
            raise RefusedError(
                "The commit's program would remove what holds data, whatever it says about "
                f"protection. Nothing was changed.\n{lines}",
                "repeat with --traffic-only: it takes users back and leaves the infrastructure",
            )

    def _insist_on_agreement(self, prepared: Prepared, agreed: Evidence | ApprovalRequest) -> None:
        parts = agreed.evidence if isinstance(agreed, ApprovalRequest) else agreed.parts
        changed = prepared.evidence.differences(parts)
        if changed:
            raise ApprovalVoidError(
                f"Since the plan was agreed to, this has changed: {', '.join(changed)}. "
                "The approval is void; nothing was changed.",
                "repeat the command to see the plan as it is now",
            )

    def _ask(self, prepared: Prepared) -> ApprovalRequest:
        order, now = self.order, self._world.clock.now()
        expires_at = now + APPROVAL_LIFETIME
        request = ApprovalRequest(
            digest=prepared.evidence.digest(expires_at),
            environment=order.environment,
            target_commit=order.commit,
            scenario=order.decision.scenario,
            role=order.decision.approver or "",
            requester=order.actor,
            reason=order.reason,
            requested_at=now,
            expires_at=expires_at,
            summary=prepared.summary,
            evidence=dict(prepared.evidence.parts),
        )
        self._world.ledger.request_approval(request)
        return request

    def _is_mine(self, request: ApprovalRequest) -> bool:
        order = self.order
        return (request.target_commit, request.scenario, request.requester) == (
            order.commit,
            order.decision.scenario,
            order.actor,
        )

    def _use(self, request: ApprovalRequest) -> None:
        used = request.model_copy(update={"status": "used", "run_id": self.run_id})
        self._world.ledger.advance_approval(used, "approved")

    def _run_record(self, prepared: Prepared, agreed: Evidence | ApprovalRequest) -> RunRecord:
        order = self.order
        return RunRecord(
            run_id=self.run_id,
            environment=order.environment,
            actor=order.actor,
            reason=order.reason,
            scenario=order.decision.scenario,
            target_commit=order.commit,
            from_commit=prepared.plan.from_commit,
            components=order.components,
            approval_digest=agreed.digest if isinstance(agreed, ApprovalRequest) else None,
            earlier_hold=self._world.ledger.read_hold(),
            started_at=self._world.clock.now(),
        )


def _not_found(releases: Releases, environment: str, commit: str) -> ReleaseNotFoundError:
    newest = releases.newest(_RELEASES_NAMED)
    named = "\n".join(f"  {line}" for line in nearest(commit, newest))
    known = (
        f"Releases of {environment}:\n{named}" if named else f"{environment} has no release yet."
    )
    return ReleaseNotFoundError(
        f"{commit[:12]} was never a release of {environment}. Nothing was changed.\n{known}",
        None if newest else f"pulumi up --stack {environment}",
    )
