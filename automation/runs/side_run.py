"""A run beside the rollbacks: its head and steps in the journal. I/O: the ledger.

It is repeated where it fails, not gone on with, so it needs no direction and no stops. The head of
one that was killed stays as it is; the list of runs shows it as cut off, since it has no lease.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from automation.core.journal import Change, Entry, EntryState, RunRecord, RunStatus, words_of
from automation.runs.clock import Clock
from automation.runs.lease import HeldLease
from automation.runs.ports import Ledger, Reporter


class SideRun:
    """One run.

    Attributes:
        outcome: what the run's head says when it has finished.
    """

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        reporter: Reporter,
        *,
        head: RunRecord,
        phase: str,
    ) -> None:
        self.outcome: str | None = None
        self._ledger = ledger
        self._clock = clock
        self._reporter = reporter
        self._head = head
        self._phase = phase
        self._sequence = 0

    @contextmanager
    def running(self, lease: HeldLease) -> Iterator[None]:
        """Write the run's head before and after it works.

        Raises:
            BusyError: the lease is another's.
        """
        self._ledger.write_run(self._head, lease.current)
        try:
            yield
        except Exception as error:
            said = words_of(error)
            self._try(lambda: self._end("failed", said, lease))
            raise
        self._end("finished", self.outcome, lease)

    @contextmanager
    def step(self, title: str, lease: HeldLease, change: Change | None = None) -> Iterator[None]:
        """Journal a step before it starts and after it ended, whichever way.

        Args:
            title: what it does, in words.
            lease: the run's.
            change: what it changes, for the audit; None if nothing.
        """
        self._reporter.progress(title)
        self.write(title, "started", lease, change)
        try:
            yield
        except Exception as error:
            said = words_of(error)
            self._try(lambda: self.write(title, "failed", lease, change, said))
            raise
        self.write(title, "done", lease, change)

    def write(
        self,
        title: str,
        state: EntryState,
        lease: HeldLease,
        change: Change | None = None,
        detail: str = "",
    ) -> None:
        """Add a line to the run's journal.

        Args:
            title: what it is about, in words.
            state: how far that is.
            lease: the run's.
            change: what it changes, for the audit; None if nothing.
            detail: what came of it, in words.

        Raises:
            BusyError: the lease is another's.
        """
        self._sequence += 1
        entry = Entry(
            sequence=self._sequence,
            at=self._clock.now(),
            phase=self._phase,
            step=title,
            state=state,
            detail=detail,
            change=change,
        )
        self._ledger.append(self._head.run_id, entry, lease.current)

    def _try(self, write: Callable[[], None]) -> None:
        """The error that stopped the run is the one to show, even where the ledger is away."""
        try:
            write()
        except Exception as error:  # noqa: BLE001 - see above
            self._reporter.progress(
                f"the ledger could not be told of the stop ({type(error).__name__}); "
                "it shows the run as running"
            )

    def _end(self, status: RunStatus, outcome: str | None, lease: HeldLease) -> None:
        ended = {"status": status, "outcome": outcome, "ended_at": self._clock.now()}
        self._ledger.write_run(self._head.model_copy(update=ended), lease.current)
