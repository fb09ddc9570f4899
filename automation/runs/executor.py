"""Carrying a plan out, or showing it: two executors with one interface.

I/O: everything that changes anything goes through `Executor`; `DisplayExecutor` only reports.
"""

from dataclasses import dataclass
from typing import Protocol

from automation.core.commands import plain_commands
from automation.core.errors import OperatorError
from automation.core.hold import Hold
from automation.core.journal import RunRecord, RunStatus
from automation.core.plan import (
    HoldEnvironment,
    Phase,
    ReconcileInfrastructure,
    RollbackPlan,
    SettleReleases,
    VerifyHealth,
)
from automation.runs import health, traffic
from automation.runs.clock import Clock
from automation.runs.journal import Journal
from automation.runs.lease import HeldLease
from automation.runs.ports import Alarms, Frontend, Functions, Ledger, Reporter, Site, Stack


class PlanExecutor(Protocol):
    """What can be done with a plan."""

    def execute(self, plan: RollbackPlan) -> None:
        """Do it, or show it."""


@dataclass(frozen=True)
class World:
    """Everything that a run touches; `stack` is None where the infrastructure stays as it is."""

    functions: Functions
    frontend: Frontend
    ledger: Ledger
    site: Site
    site_url: str
    alarms: Alarms
    stack: Stack | None
    clock: Clock
    reporter: Reporter


class Executor:
    """Does what the plan says, phase by phase, each step journaled before and after."""

    def __init__(self, world: World, run: RunRecord, lease: HeldLease) -> None:
        self._world = world
        self._run = run
        self._lease = lease
        self._journal = Journal(world.ledger, run.run_id, lease, world.clock, world.reporter)

    def execute(self, plan: RollbackPlan) -> None:
        """Run the plan's phases in order.

        Raises:
            OperatorError: a phase could not be finished; the journal and the run's head say which.
        """
        self._world.ledger.start_run(self._run, self._lease.current)
        try:
            self._hold_environment(plan)
            self._move_traffic(plan)
            self._verify_health(plan)
            self._reconcile_infrastructure(plan)
            self._settle_releases(plan)
        except OperatorError as error:
            self._end("stopped", error.message)
            raise
        except Exception as error:
            self._end("failed", type(error).__name__)
            raise
        self._end("finished", f"{plan.environment} runs {plan.target_commit}")

    def _hold_environment(self, plan: RollbackPlan) -> None:
        for step in plan.steps:
            if isinstance(step, HoldEnvironment):
                self._phase(Phase.HOLD)
                with self._journal.step(Phase.HOLD, "hold the environment and pin its aliases"):
                    self._world.ledger.write_hold(self._hold(step), self._lease.current)

    def _hold(self, step: HoldEnvironment) -> Hold:
        return Hold(
            run_id=self._run.run_id,
            actor=self._run.actor,
            reason=self._run.reason,
            since=self._world.clock.now(),
            target_commit=step.target_commit,
            pins=dict(step.pins),
        )

    def _move_traffic(self, plan: RollbackPlan) -> None:
        if plan.aliases or plan.restores or plan.deletions:
            self._phase(Phase.TRAFFIC)
        if plan.aliases:
            with self._journal.step(Phase.TRAFFIC, f"move {len(plan.aliases)} aliases"):
                traffic.shift_aliases(self._world.functions, plan.aliases)
        if plan.restores:
            with self._journal.step(Phase.TRAFFIC, f"restore {len(plan.restores)} files"):
                traffic.restore_files(self._world.frontend, plan.restores)
        if plan.deletions:
            with self._journal.step(Phase.TRAFFIC, f"hide {len(plan.deletions)} files"):
                traffic.delete_files(self._world.frontend, plan.deletions)
        if plan.distribution_id is not None:
            self._invalidate(plan.distribution_id)

    def _invalidate(self, distribution_id: str) -> None:
        with self._journal.step(Phase.TRAFFIC, "empty the distribution's cache"):
            frontend = self._world.frontend
            invalidation = frontend.invalidate(distribution_id, self._run.run_id)
            frontend.wait_for_invalidation(distribution_id, invalidation)

    def _verify_health(self, plan: RollbackPlan) -> None:
        for step in plan.steps:
            if isinstance(step, VerifyHealth):
                self._phase(Phase.VERIFY)
                with self._journal.step(Phase.VERIFY, f"ask {step.site_url} as users do"):
                    health.verify(
                        step,
                        self._world.site,
                        self._world.alarms,
                        self._world.clock,
                        self._world.reporter.progress,
                    )

    def _reconcile_infrastructure(self, plan: RollbackPlan) -> None:
        step = plan.infrastructure
        if step is None or self._world.stack is None:
            return
        self._phase(Phase.RECONCILE)
        message = f"rollback to {step.commit} (run {self._run.run_id})"
        with self._journal.step(Phase.RECONCILE, self._title(step)):
            self._world.stack.apply(message, self._world.reporter.progress)
        with self._journal.step(Phase.RECONCILE, "prove that nothing would change any more"):
            self._world.stack.prove_no_changes(message, self._world.reporter.progress)

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

    def _end(self, status: RunStatus, outcome: str) -> None:
        ended = self._run.model_copy(
            update={
                "status": status,
                "ended_at": self._world.clock.now(),
                "outcome": outcome,
            }
        )
        self._world.ledger.end_run(ended, self._lease.current)


class DisplayExecutor:
    """Shows what `Executor` would do, by the plain commands for it, and changes nothing."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter

    def execute(self, plan: RollbackPlan) -> None:
        """Name each command in its order."""
        self._reporter.phase("dry run: nothing is changed; a run would do this")
        for command in plain_commands(plan):
            self._reporter.progress(command)
