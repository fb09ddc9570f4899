"""Holding the lease for as long as a run works, with a heartbeat. I/O: the ledger."""

import threading
from types import TracebackType
from typing import Final

from automation.core.errors import BusyError
from automation.core.lease import Lease
from automation.runs.clock import Clock
from automation.runs.ports import Ledger

HEARTBEAT_SECONDS: Final = 25.0


class HeldLease:
    """A context in which this run is the environment's only one.

    The heartbeat renews the lease from a thread; when it can't, `current` raises at the next step
    and the ledger's fence refuses the run's writes.
    """

    def __init__(
        self,
        ledger: Ledger,
        run_id: str,
        actor: str,
        purpose: str,
        clock: Clock,
        *,
        beat_seconds: float = HEARTBEAT_SECONDS,
    ) -> None:
        self._beat_seconds = beat_seconds
        self._ledger = ledger
        self._clock = clock
        self._request = (run_id, actor, purpose)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)
        self._lost: BusyError | None = None
        self._lease: Lease | None = None

    @property
    def current(self) -> Lease:
        """The lease.

        Raises:
            BusyError: it was lost; stop at once.
        """
        if self._lost is not None:
            raise self._lost
        if self._lease is None:
            raise RuntimeError("the lease is used outside its context")
        return self._lease

    def __enter__(self) -> "HeldLease":
        """Acquire the lease.

        Raises:
            BusyError: another run has it.
        """
        run_id, actor, purpose = self._request
        self._lease = self._ledger.acquire_lease(run_id, actor, purpose, self._clock.now())
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the lease, unless it was lost."""
        self._stop.set()
        self._thread.join()
        if self._lost is not None or self._lease is None:
            return
        try:
            self._ledger.release_lease(self._lease, self._clock.now())
        except Exception:
            # The body's own error is the one to show; the lease runs out by itself.
            if error is None:
                raise

    def _beat(self) -> None:
        while not self._stop.wait(self._beat_seconds):
            try:
                self._lease = self._ledger.extend_lease(self.current, self._clock.now())
            except BusyError as error:
                self._lost = error
                return
            except Exception as error:  # noqa: BLE001 - a missed beat is retried until the lease ends
                if not self.current.is_alive(self._clock.now()):
                    self._lost = BusyError(f"The lease could not be renewed: {error}")
                    return
