"""One rollback, from what an operator asked for to its end. I/O: through the ports only.

`prepare` reads and decides; `authorise` obtains the approval that the decision matrix asks for;
`carry_out` takes the lease, reads everything again and lets the executor work.
"""

from dataclasses import dataclass
from datetime import timedelta

from automation.core.approval import Agreement, ApprovalRequest, Evidence, gather_evidence
from automation.core.errors import RefusedError, StoppedError, UnreachableReleaseError
from automation.core.journal import RunRecord
from automation.core.live import LiveState
from automation.core.order import Order
from automation.core.plan import EnginePreview, RollbackPlan
from automation.core.plan_document import plan_digest
from automation.core.planner import chosen_functions, pins_of, plan_rollback
from automation.core.policy import violations
from automation.core.reachability import obstacles
from automation.core.release import Release
from automation.core.retyping import command_of, traffic_command_of
from automation.core.run_kinds import unfinished_rollback
from automation.core.summary import summarise
from automation.runs import authorising
from automation.runs.agreeing import (
    agreement_of,
    insist_on_agreement,
    insist_on_approver,
    insist_on_permission,
    use_up,
)
from automation.runs.executor import Executor
from automation.runs.journal import Journal
from automation.runs.lease import HeldLease
from automation.runs.locked import insist_on_no_lock_down
from automation.runs.marking import insist_on_trust
from automation.runs.proving import insist_on_proof
from automation.runs.survey import read_live
from automation.runs.world import World


def roles_of(live: LiveState) -> dict[str, tuple[str, ...]]:
    """Who has which role, as deployed."""
    return live.deployed.governance.roles if live.deployed else {}


@dataclass(frozen=True)
class Prepared:
    """A plan, and the evidence of what it was made from."""

    plan: RollbackPlan
    summary: tuple[str, ...]
    evidence: Evidence

    @property
    def agreement(self) -> Agreement:
        """The operator's own word for it; `carry_out` judges whether that is enough."""
        return Agreement(self.plan, self.evidence.parts)


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
            RefusedError: the target is marked compromised, or what holds data would be destroyed.
            StoppedError: nothing is left to move, but the run that moved it did not end.
        """
        live = self._read()
        return self._prepared(live, self._preview(live))

    def approved(self) -> Agreement | None:
        """What another person approved of exactly this order, if it is still good.

        Raises:
            ApprovalVoidError: the approval was altered.
        """
        now = self._world.clock.now()
        request = authorising.approved_request(self._world.ledger, self.order, now)
        return agreement_of(self._world.archive, request) if request else None

    def ask(self, prepared: Prepared) -> ApprovalRequest | None:
        """Write the request that the decision matrix asks for; None where nobody is asked first."""
        order = self.order
        if not order.needs_approval_first:
            return None
        parts = prepared.evidence, prepared.summary, prepared.plan
        return authorising.ask(self._world, order, *parts)

    def approved_by(self, request: ApprovalRequest, patience: timedelta | None = None) -> Agreement:
        """What exactly this request allows, once it is approved; no other one counts.

        Args:
            request: as the ledger has it.
            patience: how long to wait for the approver; None leaves at once.

        Raises:
            ApprovalRequiredError: it waits for its signature still.
            ApprovalVoidError: it was used, withdrawn, has lapsed, or is for another order.
        """
        world = self._world
        authorising.insist_on_request(request, self.order, world.clock.now())
        if request.status != "approved":
            again = command_of(self.order, "--approved", request.digest[:12])
            request = authorising.wait_for_approval(world, request, patience, again)
        return agreement_of(world.archive, request)

    def authorise(self, prepared: Prepared, patience: timedelta | None = None) -> Agreement:
        """Obtain what the decision matrix asks for; the operator's word where nobody is asked.

        Args:
            prepared: what is to be approved.
            patience: how long to wait for the approver; None leaves at once.

        Raises:
            ApprovalRequiredError: with the command that the approver types.
            ApprovalVoidError: the request was withdrawn.
        """
        world, request = self._world, self.ask(prepared)
        if request is None:
            return prepared.agreement
        again = command_of(self.order)
        approved = authorising.wait_for_approval(world, request, patience, again)
        return agreement_of(world.archive, approved)

    def carry_out(self, agreed: Agreement) -> RollbackPlan:
        """Take the lease, read everything again, and do what was agreed, if it is still that.

        An agreement is a claim: whether it suffices is judged here, by the matrix and the ledger.
        The engine previews again too, but after the traffic: users do not wait for it (ADR 10).

        Args:
            agreed: what the operator confirmed, or what another person approved.

        Raises:
            ApprovalRequiredError: nobody else approved what the matrix wants approved.
            BusyError: another run works on the environment.
            ApprovalVoidError: something is not as it was agreed; it says what.
            OperatorError: a step failed; the journal says which.
        """
        world, order = self._world, self.order
        insist_on_approver(order, agreed)
        purpose = f"rollback to {order.commit[:12]}: {order.reason}"
        with HeldLease(world.ledger, self.run_id, order.actor, purpose, world.clock) as lease:
            live = self._read()
            prepared = self._prepared(live, agreed.preview if world.stack else None)
            insist_on_agreement(world.ledger, order, agreed, prepared.evidence)
            if agreed.request is not None:
                self._insist_on_permission(agreed.request, live)
            digest = self._account_for(prepared, agreed)
            world.archive.write_plan(self.run_id, prepared.plan)
            journal = Journal(world, self._run_record(prepared, digest), lease)
            with journal.running(success="finished"):
                Executor(world, journal, lease).execute(prepared.plan)
            return prepared.plan

    def _read(self) -> LiveState:
        order = self.order
        insist_on_no_lock_down(self._world.ledger, order.environment, order.components)
        insist_on_trust(self._world.ledger, order.environment, self.target.commit)
        live = read_live(self._world, self.target)
        found = obstacles(live, self.target, self.order.components)
        if found:
            reasons = "\n".join(f"  - {item.reason}; {item.way_out}" for item in found)
            raise UnreachableReleaseError(
                f"{self.target.commit[:12]} can't be gone back to. Nothing was changed.\n{reasons}"
            )
        return live

    def _preview(self, live: LiveState) -> EnginePreview | None:
        stack, reporter = self._world.stack, self._world.reporter
        if stack is None:
            return None
        functions = chosen_functions(self.target, self.order.components, self.order.only_functions)
        reporter.progress("preview of the infrastructure, state refreshed")
        with reporter.engine(None) as told:
            return stack.preview(dict(pins_of(live, functions)), told)

    def _prepared(self, live: LiveState, preview: EnginePreview | None) -> Prepared:
        closings = self._world.ledger.closings()
        plan = plan_rollback(
            live,
            self.target,
            components=self.order.components,
            site_url=self._world.site_url,
            preview=preview,
            only_functions=self.order.only_functions,
            is_locked=bool(closings),
        )
        self._insist_on_policy(plan)
        self._insist_on_nothing_unfinished(plan)
        summary = summarise(plan)
        return Prepared(plan, summary, self._evidence(plan, live, summary, preview))

    def _evidence(
        self,
        plan: RollbackPlan,
        live: LiveState,
        summary: tuple[str, ...],
        preview: EnginePreview | None,
    ) -> Evidence:
        stack = self._world.stack
        return gather_evidence(
            plan,
            live,
            self.target,
            order=self.order,
            summary=summary,
            settings_digest=stack.settings_digest if stack else "",
            state_digest=stack.state_digest() if stack else "",
            update_plan_digest=preview.plan_digest if preview else "",
        )

    def _insist_on_permission(self, claimed: ApprovalRequest, live: LiveState) -> None:
        world = self._world
        now = world.clock.now()
        insist_on_permission(world.ledger, self.order, claimed, roles_of(live), now)
        insist_on_proof(world.ledger, world.audit, world.clock, claimed)

    def _insist_on_policy(self, plan: RollbackPlan) -> None:
        changes = plan.infrastructure.changes if plan.infrastructure else ()
        found = violations(changes, frozenset(self.order.data_loss))
        if found:
            lines = "\n".join(f"  - {change.operation} {change.urn}" for change in found)
            raise RefusedError(
                "The commit's program would remove what holds data, whatever it says about "
                f"protection. Nothing was changed.\n{lines}\n"
                "With --allow-data-loss <urn> for each, the database role can approve it.",
                f"{traffic_command_of(self.order)}   (takes users back, leaves the infrastructure)",
            )

    def _insist_on_nothing_unfinished(self, plan: RollbackPlan) -> None:
        """A run that was cut off may have moved everything and not emptied the cache yet."""
        left = unfinished_rollback(self._world.ledger.runs()) if plan.is_empty else None
        if left is not None:
            raise StoppedError(
                f"Nothing is left to move, but run {left.run_id} did not end: the cache may be "
                "old, and nobody has asked whether users are served.",
                f"python -m automation.rollback resume {left.run_id}",
            )

    def _account_for(self, prepared: Prepared, agreed: Agreement) -> str | None:
        """Use the approval up, or write down that one is owed; its digest for the run's head."""
        world, order = self._world, self.order
        if agreed.request is not None:
            use_up(world.ledger, agreed.request, self.run_id)
            return agreed.request.digest
        if not order.is_approved_afterwards:
            return None
        return authorising.owe(
            world, order, prepared.evidence, prepared.summary, self.run_id
        ).digest

    def _run_record(self, prepared: Prepared, digest: str | None) -> RunRecord:
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
            approval_digest=digest,
            plan_digest=plan_digest(prepared.plan),
            settings=order.settings,
            detection=order.detection,
            earlier_hold=self._world.ledger.read_hold(),
            impact=order.impact,
            started_at=self._world.clock.now(),
        )
