"""Writing the journal: an entry before and one after each step. I/O: the ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from automation.core.journal import Entry, EntryState
from automation.core.plan import Phase
from automation.runs.clock import Clock
from automation.runs.lease import HeldLease
from automation.runs.ports import Ledger, Reporter


class Journal:
    """One run's journal."""

    def __init__(
        self, ledger: Ledger, run_id: str, lease: HeldLease, clock: Clock, reporter: Reporter
    ) -> None:
        self._ledger = ledger
        self._run_id = run_id
        self._lease = lease
        self._clock = clock
        self._reporter = reporter
        self._sequence = count(1)

    @contextmanager
    def step(self, phase: Phase, title: str) -> Iterator[None]:
        """Journal a step before it starts and after it ended, whichever way.

        Raises:
            BusyError: the lease was lost; the step is not begun.
        """
        self._reporter.progress(title)
        self._write(phase, title, "started")
        try:
            yield
        except BaseException as error:
            self._write(phase, title, "failed", f"{type(error).__name__}: {error}"[:500])
            raise
        self._write(phase, title, "done")

    def _write(self, phase: Phase, title: str, state: EntryState, detail: str = "") -> None:
        entry = Entry(
            sequence=next(self._sequence),
            at=self._clock.now(),
            phase=phase.name.lower(),
            step=title,
            state=state,
            detail=detail,
        )
        self._ledger.append(self._run_id, entry, self._lease.current)
