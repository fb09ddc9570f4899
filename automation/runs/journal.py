"""Writing a run's journal: its head, and an entry before and after each step. I/O: the ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from automation.core.errors import OperatorError
from automation.core.journal import (
    Change,
    Entry,
    EntryState,
    RunRecord,
    RunStatus,
    cut_off,
    words_of,
)
from automation.core.milestones import EMPTY_CACHE
from automation.core.plan import Phase
from automation.runs.announcing import Announcing
from automation.runs.lease import HeldLease
from automation.runs.world import World


class Journal:
    """One run's journal."""

    def __init__(self, world: World, run: RunRecord, lease: HeldLease) -> None:
        self.run = run
        self._world = world
        self._lease = lease
        written = world.ledger.journal(run.run_id)
        self._sequence = count(len(written) + 1)
        self._emptied = sum((e.step, e.state) == (EMPTY_CACHE, "done") for e in written)
        self._cut_off = cut_off(written)
        done = tuple(entry.step for entry in written if entry.state == "done")
        self._announcing = Announcing(
            world.notices, world.clock, run, done, is_taken_up=bool(written)
        )

    @contextmanager
    def running(self, success: RunStatus) -> Iterator[None]:
        """Write the run's head before and after it works.

        However it ends, what the operator is told leads on from there.

        Args:
            success: what the run is when nothing fails.
        """
        self._write_head("running", None)
        try:
            with self._announcing.running():
                self._account_for_cut_off_step()
                yield
        except OperatorError as error:
            error.next_command = error.next_command or self._way_on()
            self._try_to_write_head("stopped", error.message)
            self._announcing.stopped(error, self._way_on())
            raise
        except Exception as error:
            self._try_to_write_head("failed", words_of(error))
            self._world.reporter.progress(f"the run can be gone on with: {self._way_on()}")
            self._announcing.stopped(error, self._way_on())
            raise
        self._write_head(success, None)
        self._announcing.ended(self.run)

    @contextmanager
    def step(self, phase: Phase, title: str, change: Change | None = None) -> Iterator[None]:
        """Journal a step before it starts and after it ended, whichever way.

        Args:
            phase: which part of the run it belongs to.
            title: what it does, in words.
            change: what it changes, for the audit; None if nothing, or if the ledger tells itself.

        Raises:
            BusyError: the lease was lost; the step is not begun.
            StoppedError: somebody asked for a stop; the step is not begun.
        """
        self._world.stop.obey()
        self._world.reporter.progress(title)
        self._announcing.doing(title)
        self._write(phase, title, "started", change)
        try:
            yield
        except Exception as error:
            self._write(phase, title, "failed", change, words_of(error))
            raise
        self._write(phase, title, "done", change)
        self._announcing.did(title)
        self._emptied += title == EMPTY_CACHE

    @property
    def reference(self) -> str:
        """What makes a request to the distribution idempotent, each way.

        The same one again would empty nothing, so after one that is known to be done it is another.
        """
        base = self.run.run_id if self.run.direction == "forward" else f"{self.run.run_id}-back"
        return base if self._emptied == 0 else f"{base}-{self._emptied + 1}"

    def _way_on(self) -> str:
        run_id = self.run.run_id
        resume = f"python -m automation.rollback resume {run_id}"
        if self.run.direction == "back":
            return resume
        return f"{resume}   (or back to where it began: abort {run_id})"

    def _try_to_write_head(self, status: RunStatus, outcome: str) -> None:
        """The error that stopped the run is the one to show, even where the ledger is away."""
        try:
            self._write_head(status, outcome)
        except Exception as error:  # noqa: BLE001 - see above
            self._world.reporter.progress(
                f"the ledger could not be told of the stop ({type(error).__name__}); "
                "it shows the run as running"
            )

    def _write_head(self, status: RunStatus, outcome: str | None) -> None:
        ended = None if status == "running" else self._world.clock.now()
        self.run = self.run.model_copy(
            update={"status": status, "outcome": outcome, "ended_at": ended}
        )
        self._world.ledger.write_run(self.run, self._lease.current)

    def _account_for_cut_off_step(self) -> None:
        """What a process changed in the step that it ended in is in place; what it did not change
        is a step of this one."""
        step = self._cut_off
        if step is not None:
            detail = "nothing tells how this step ended; what it left to do follows as another one"
            self._append(
                step.model_copy(
                    update={
                        "sequence": next(self._sequence),
                        "at": self._world.clock.now(),
                        "state": "cut off",
                        "detail": detail,
                    }
                )
            )

    def _write(
        self,
        phase: Phase,
        title: str,
        state: EntryState,
        change: Change | None,
        detail: str = "",
    ) -> None:
        self._append(
            Entry(
                sequence=next(self._sequence),
                at=self._world.clock.now(),
                phase=phase.name.lower(),
                step=title,
                state=state,
                detail=detail,
                change=change,
            )
        )

    def _append(self, entry: Entry) -> None:
        self._world.ledger.append(self.run.run_id, entry, self._lease.current)
