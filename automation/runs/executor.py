"""Carrying a plan out, or showing it: two executors with one interface.

I/O: everything that changes anything goes through `Executor`; `DisplayExecutor` only reports.
"""

from automation.core import changes
from automation.core.commands import plain_commands
from automation.core.errors import ApprovalVoidError, UnhealthyError
from automation.core.hold import Hold
from automation.core.milestones import ALARMS_CLEAR, EMPTY_CACHE, PREVIEW_AGAIN
from automation.core.plan import (
    HoldEnvironment,
    Phase,
    ReconcileInfrastructure,
    RollbackPlan,
    SettleReleases,
    VerifyHealth,
)
from automation.core.policy import leaves_time_to_check
from automation.core.recovery import pins_in, unexpected_changes
from automation.core.release import Release
from automation.runs import confirming, health, provisioning, traffic, trying
from automation.runs.deployments import Deployments
from automation.runs.journal import Journal
from automation.runs.lease import HeldLease
from automation.runs.locked import insist_on_no_lock_down
from automation.runs.ports import Reporter, Stack
from automation.runs.world import World


class Executor:
    """Does what the plan says, phase by phase, each step journaled before and after."""

    def __init__(self, world: World, journal: Journal, lease: HeldLease) -> None:
        self._world = world
        self._journal = journal
        self._lease = lease

    def execute(self, plan: RollbackPlan) -> None:
        """Run the plan's phases in order.

        Raises:
            OperatorError: a phase could not be finished; the journal says which.
        """
        self._hold_environment(plan)
        deployments = Deployments(self._world, plan.environment)
        self.move_traffic(plan)
        self._verify_traffic(plan, deployments)
        self._outlast(deployments, plan)
        self._reconcile_infrastructure(plan)
        confirming.insist_on_target(self._world, plan)
        self._settle_releases(plan)

    def _hold_environment(self, plan: RollbackPlan) -> None:
        for step in plan.steps:
            if isinstance(step, HoldEnvironment):
                self._phase(Phase.HOLD)
                with self._journal.step(Phase.HOLD, "hold the environment and pin its aliases"):
                    self._world.ledger.write_hold(self._hold(step), self._lease.current)

    def _hold(self, step: HoldEnvironment) -> Hold:
        run = self._journal.run
        return Hold(
            run_id=run.run_id,
            actor=run.actor,
            reason=run.reason,
            since=self._world.clock.now(),
            target_commit=step.target_commit,
            pins=dict(step.pins),
        )

    def move_traffic(self, plan: RollbackPlan) -> None:
        """Move aliases and files, in whichever direction the plan goes.

        Raises:
            StoppedError: an alias could not be moved; the others are where they were.
        """
        if plan.aliases or plan.restores or plan.deletions:
            self._phase(Phase.TRAFFIC)
        if plan.aliases:
            with self._journal.step(
                Phase.TRAFFIC, f"move {len(plan.aliases)} aliases", changes.of_aliases(plan.aliases)
            ):
                traffic.shift_aliases(self._world.functions, plan.aliases)
        if plan.restores:
            with self._journal.step(
                Phase.TRAFFIC,
                f"restore {len(plan.restores)} files",
                changes.of_files(plan.restores, ()),
            ):
                traffic.restore_files(self._world.frontend, plan.restores)
        if plan.deletions:
            with self._journal.step(
                Phase.TRAFFIC,
                f"hide {len(plan.deletions)} files",
                changes.of_files((), plan.deletions),
            ):
                traffic.delete_files(self._world.frontend, plan.deletions)
        if plan.distribution_id is not None:
            self._invalidate(plan.distribution_id)
        if plan.aliases:
            self._wait_for_provisioning([shift.function_name for shift in plan.aliases])

    def _wait_for_provisioning(self, names: list[str]) -> None:
        world = self._world
        provisioning.wait_until_ready(world.functions, names, world.clock, world.reporter.progress)

    def _invalidate(self, distribution_id: str) -> None:
        with self._journal.step(Phase.TRAFFIC, EMPTY_CACHE, changes.of_cache(distribution_id)):
            frontend = self._world.frontend
            reference = self._journal.reference
            invalidation = frontend.invalidate(distribution_id, reference)
            frontend.wait_for_invalidation(distribution_id, invalidation)

    def _verify_traffic(self, plan: RollbackPlan, deployments: Deployments) -> None:
        """Users are asked for first. Where something follows that may be the cure (the
        infrastructure, the end of a deployment that overwrites), being ill is no reason to stop,
        nor to wait for alarms that look back over minutes: it is verified again.

        A run that is gone on with may have moved everything and found it ill: without a pass of
        its own it must not call the target healthy."""
        if plan.infrastructure is None and not deployments.are_under_way():
            self._verify_health(plan)
        elif plan.moves_traffic:
            self._verify_for_now(plan)

    def _verify_for_now(self, plan: RollbackPlan) -> None:
        try:
            self._verify_served(plan)
        except UnhealthyError as error:
            self._world.reporter.progress(f"{error.message}. Going on: what follows may cure it.")

    def _outlast(self, deployments: Deployments, plan: RollbackPlan) -> None:
        """Before the verdict, what a deployment wrote meanwhile is put right.

        Once is enough: the hold refuses whichever would come next.
        """
        if not deployments.are_under_way():
            return
        deployments.outlast(self._journal)
        again = confirming.overwritten(self._world, plan)
        self._tell_what_it_did(again, deployments.released())
        if again.moves_traffic:
            self.move_traffic(again)
        if plan.infrastructure is None:
            self._verify_health(plan)

    def _tell_what_it_did(self, again: RollbackPlan, made: Release | None) -> None:
        files = len(again.restores) + len(again.deletions)
        tell = self._world.reporter.progress
        tell(f"it has ended and overwrote {len(again.aliases)} aliases and {files} files")
        if made is not None and made.commit != again.target_commit:
            tell(
                f"its release {made.commit[:12]} is on record as the newest; users don't get it, "
                "and it gets no verdict"
            )

    def _verify_health(self, plan: RollbackPlan) -> None:
        if not plan.is_verified:
            self._world.reporter.progress("locked down: nobody can be asked whether it serves")
            return
        self._verify_served(plan)
        self._verify_business(plan)
        with self._journal.step(Phase.VERIFY, ALARMS_CLEAR):
            world = self._world
            health.wait_until_quiet(world.alarms, world.clock, world.reporter.progress)

    def _verify_served(self, plan: RollbackPlan) -> None:
        world = self._world
        for step in plan.steps:
            if isinstance(step, VerifyHealth):
                self._phase(Phase.VERIFY)
                with self._journal.step(Phase.VERIFY, f"ask {step.site_url} as users do"):
                    health.wait_until_served(step, world.site, world.clock, world.reporter.progress)

    def _verify_business(self, plan: RollbackPlan) -> None:
        world, where = self._world, plan.environment
        if not leaves_time_to_check(self._journal.run.scenario):
            world.reporter.progress(
                f"no time to try what users do; then: python -m automation.verify {where}"
            )
            return
        with self._journal.step(Phase.VERIFY, "try what users do"):
            tell = world.reporter.progress
            trying.insist_on_business(world.checks, pins_in(plan), where, tell)

    def _reconcile_infrastructure(self, plan: RollbackPlan) -> None:
        step = plan.infrastructure
        if step is None or self._world.stack is None:
            return
        self._phase(Phase.RECONCILE)
        insist_on_no_lock_down(self._world.ledger, plan.environment, plan.components)
        message = f"rollback to {step.commit} (run {self._journal.run.run_id})"
        with self._journal.step(Phase.RECONCILE, PREVIEW_AGAIN):
            self._insist_on_agreed_changes(plan, self._world.stack)
        insist_on_no_lock_down(self._world.ledger, plan.environment, plan.components)
        engine = self._world.reporter.engine
        with (
            self._journal.step(Phase.RECONCILE, self._title(step), changes.of_infrastructure(step)),
            engine(len(step.changes)) as told,
        ):
            self._world.stack.apply(message, told)
        with (
            self._journal.step(Phase.RECONCILE, "prove that nothing would change any more"),
            engine(None) as told,
        ):
            self._world.stack.prove_no_changes(message, told)
        self._verify_health(plan)

    def _insist_on_agreed_changes(self, plan: RollbackPlan, stack: Stack) -> None:
        with self._world.reporter.engine(None) as told:
            preview = stack.preview(pins_in(plan), told)
        unexpected = unexpected_changes(plan, preview.changes)
        if unexpected:
            lines = "\n".join(f"  - {change.operation} {change.urn}" for change in unexpected)
            raise ApprovalVoidError(
                "Users are served by the target, but the infrastructure would change otherwise "
                f"than was agreed to, so it was left as it is:\n{lines}",
                f"python -m automation.rollback reconcile {plan.environment}   (asks again)",
            )

    @staticmethod
    def _title(step: ReconcileInfrastructure) -> str:
        return f"bring {len(step.changes)} resources to {step.commit[:12]}"

    def _settle_releases(self, plan: RollbackPlan) -> None:
        for step in plan.steps:
            if isinstance(step, SettleReleases):
                self._phase(Phase.CLOSE)
                with self._journal.step(Phase.CLOSE, "record the verdict on both releases"):
                    self._settle(step)

    def _settle(self, step: SettleReleases) -> None:
        if step.bad is not None:
            self._world.ledger.write_health(step.bad, "bad", self._lease.current)
        self._world.ledger.write_health(step.healthy, "healthy", self._lease.current)

    def _phase(self, phase: Phase) -> None:
        self._world.reporter.phase(phase.name.lower())


class DisplayExecutor:
    """Shows what `Executor` would do, by the plain commands for it, and changes nothing."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter

    def execute(self, plan: RollbackPlan) -> None:
        """Name each command in its order."""
        self._reporter.phase("dry run: nothing is changed; a run would do this")
        for command in plain_commands(plan):
            self._reporter.progress(command)
