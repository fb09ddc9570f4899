"""Ending a run that was stopped or killed: `resume` goes on, `abort` goes back. I/O: the ports."""

from typing import Final

from automation.core.errors import (
    ApprovalVoidError,
    BusyError,
    RefusedError,
    StoppedError,
    UnknownRefError,
)
from automation.core.journal import ENDED, RunRecord
from automation.core.live import LiveState
from automation.core.milestones import has_way_back, met_a_deployment
from automation.core.plan import Phase, RollbackPlan
from automation.core.plan_document import plan_digest
from automation.core.recovery import (
    inverse,
    put_right,
    remaining,
    strangers,
)
from automation.core.release import Release
from automation.core.run_kinds import overtaking
from automation.runs import leftovers
from automation.runs.executor import Executor
from automation.runs.journal import Journal
from automation.runs.lease import HeldLease
from automation.runs.locked import insist_on_no_lock_down
from automation.runs.survey import read_live
from automation.runs.world import World

_ENTRIES_TOLD: Final = 4


class Recovery:
    """One run that has not ended."""

    def __init__(self, run: RunRecord, target: Release, world: World, actor: str) -> None:
        self._run = run
        self._target = target
        self._world = world
        self._actor = actor

    def resume(self) -> RunRecord:
        """Go on in the run's direction, from wherever it stopped.

        A run that ended already is left as it is.

        Raises:
            BusyError: its owner's lease is alive, somebody else went on with it meanwhile, or the
                stack is locked by an engine that nothing proves to be dead.
            RefusedError: another rollback came after it.
            StoppedError: something was moved, or held, by somebody else meanwhile.
            ApprovalVoidError: the infrastructure would change otherwise than was agreed.
        """
        if self._run.status in ENDED:
            return self._ended()
        if self._run.direction == "back":
            return self.abort()
        run = self._run
        insist_on_no_lock_down(self._world.ledger, run.environment, run.components)
        with self._lease("resume") as lease:
            self._insist_on_no_other_run()
            plan = self._way_on()
            journal = Journal(self._world, self._run, lease)
            with journal.running(success="finished"):
                leftovers.settle(self._world, journal)
                Executor(self._world, journal, lease).execute(plan)
            return journal.run

    def abort(self) -> RunRecord:
        """Go back to exactly where the run began.

        Raises:
            BusyError: its owner's lease is alive, or somebody else went on with it meanwhile.
            RefusedError: it is finished, its infrastructure began to move, or another rollback
                came after it.
            StoppedError: something was moved, or held, by somebody else meanwhile.
        """
        if self._run.status == "aborted":
            return self._ended()
        self._insist_on_a_way_back()
        with self._lease("abort") as lease:
            self._insist_on_no_other_run()
            self._insist_on_a_way_back()
            plan, live = self._plan(), read_live(self._world, self._target)
            self._insist_on_no_strangers(plan, live)
            back = self._run.model_copy(update={"direction": "back"})
            journal = Journal(self._world, back, lease)
            with journal.running(success="aborted"):
                self._go_back(journal, lease, inverse(plan, live))
            return journal.run

    def _ended(self) -> RunRecord:
        """Nothing is left to do but what its last process may have left of the audit."""
        self._world.ledger.write_out_audit()
        return self._run

    def _lease(self, verb: str) -> HeldLease:
        self._tell_journal()
        purpose = f"{verb} run {self._run.run_id}"
        world = self._world
        return HeldLease(world.ledger, self._run.run_id, self._actor, purpose, world.clock)

    def _tell_journal(self) -> None:
        """Whoever takes a run over sees how far it came before anything is changed."""
        reporter = self._world.reporter
        reporter.phase(f"run {self._run.run_id} is {self._run.status}; its journal ends with")
        for entry in self._world.ledger.journal(self._run.run_id)[-_ENTRIES_TOLD:]:
            reporter.progress(f"{entry.at:%H:%M:%S} UTC  {entry.step}: {entry.state}")

    def _way_on(self) -> RollbackPlan:
        """What is left to do, with what a deployment overwrote that the run had met.

        That deployment is the only one while the run's hold stands; after it, anybody's may be.
        """
        plan, live = self._plan(), read_live(self._world, self._target)
        met = met_a_deployment(self._world.ledger.journal(self._run.run_id))
        if met and self._holds():
            return put_right(plan, live, self._target)
        self._insist_on_no_strangers(plan, live)
        return remaining(plan, live)

    def _plan(self) -> RollbackPlan:
        plan = self._world.archive.read_plan(self._run.run_id)
        if plan is None:
            raise UnknownRefError(
                f"Run {self._run.run_id} left no plan: it was stopped before it changed anything.",
                f"python -m automation.rollback {self._run.environment} "
                f"--to {self._run.target_commit[:12]}",
            )
        if self._run.plan_digest not in {None, plan_digest(plan)}:
            raise ApprovalVoidError(
                f"The plan of run {self._run.run_id} in the archive is not the one that it began "
                "with: somebody wrote another one over it. Nothing was changed; tell the security "
                "team.",
                f"python -m automation.audit export --run {self._run.run_id}",
            )
        return plan

    def _holds(self) -> bool:
        hold = self._world.ledger.read_hold()
        return hold is not None and hold.run_id == self._run.run_id

    def _insist_on_no_other_run(self) -> None:
        """Between the look at the run and its lease, somebody else may have ended it, or a run or
        a person of another mind may have held the environment."""
        ledger, run = self._world.ledger, self._run
        now = ledger.read_run(run.run_id)
        if now != run:
            raise BusyError(
                f"Somebody else went on with run {run.run_id} meanwhile; it is "
                f"{now.status if now else 'gone'}. Nothing was changed.",
                f"python -m automation.rollback runs {run.environment}",
            )
        later = overtaking(run, ledger.runs())
        if later is not None:
            raise RefusedError(
                f"Run {later.run_id} came after {run.run_id} and began where it had stopped: "
                "there is nothing to go on with or back to. Nothing was changed.",
                f"python -m automation.rollback {run.environment} --to <ref>   "
                "(plans anew from what is live)",
            )
        hold, earlier = ledger.read_hold(), run.earlier_hold
        if hold is not None and not self._holds() and hold != earlier:
            raise StoppedError(
                f"Since the run stopped, {hold.actor} held {run.environment} (run {hold.run_id}): "
                f"{hold.reason}. That hold stays; nothing was changed.",
                f"python -m automation.hold {run.environment}",
            )

    def _insist_on_no_strangers(self, plan: RollbackPlan, live: LiveState) -> None:
        found = strangers(plan, live)
        if found:
            raise StoppedError(
                "Since the run stopped, somebody else moved what it moves:\n"
                + "\n".join(f"  - {line}" for line in found),
                f"python -m automation.rollback {self._run.environment} --to <ref>   "
                "(plans anew from what is live)",
            )

    def _insist_on_a_way_back(self) -> None:
        if self._run.status == "finished":
            raise RefusedError(
                f"Run {self._run.run_id} is finished; going back from it is another rollback.",
                f"python -m automation.rollback {self._run.environment} "
                f"--to {(self._run.from_commit or '<ref>')[:12]}",
            )
        if not has_way_back(self._world.ledger.journal(self._run.run_id)):
            raise RefusedError(
                f"The infrastructure of run {self._run.run_id} began to move, or its releases got "
                "their verdicts; it can only go on.",
                f"python -m automation.rollback resume {self._run.run_id}",
            )

    def _go_back(self, journal: Journal, lease: HeldLease, plan: RollbackPlan) -> None:
        """A dead engine's lock goes while the hold still keeps deployments out."""
        Executor(self._world, journal, lease).move_traffic(plan)
        for lock in leftovers.remove_dead_locks(self._world, journal):
            self._world.reporter.progress(f"the stack stays locked by {lock.owner}")
        with journal.step(Phase.HOLD, "put the hold back as it was"):
            self._restore_hold(lease)

    def _restore_hold(self, lease: HeldLease) -> None:
        """A hold that somebody lifted meanwhile stays lifted."""
        if not self._holds():
            return
        if self._run.earlier_hold is not None:
            self._world.ledger.write_hold(self._run.earlier_hold, lease.current)
        else:
            self._world.ledger.lift_hold(self._run.run_id, lease.current, self._run.reason)
