"""Deployments that were under way when the hold was written. I/O: the state's backend, by its port.

The hold keeps new deployments out. One that asked for it before it was written goes on writing. The
engine takes the stack's lock before the program asks for the hold and keeps it to the end: so a
lock that stands after the hold was written may be such a deployment's, and where none stands, none
is left (ADR 12). Users don't wait: the locks are looked for while the traffic moves.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from automation.core.errors import BusyError, StoppedError
from automation.core.milestones import waiting_for
from automation.core.plan import Phase
from automation.core.release import Release
from automation.core.stack_lock import StackLock
from automation.runs.journal import Journal
from automation.runs.locks import is_abandoned
from automation.runs.ports import Backend
from automation.runs.survey import deployed_release
from automation.runs.world import World

PATIENCE: Final = timedelta(minutes=10)
_POLL_SECONDS: Final = 5.0


class Deployments:
    """What was under way at the moment when this was made, which is after the hold was written."""

    def __init__(self, world: World, environment: str) -> None:
        self._world = world
        self._environment = environment
        self._found: Future[tuple[StackLock, ...]] | None = None
        self._newest: Future[Release | None] | None = None
        if world.backend is not None:
            pool = ThreadPoolExecutor(2)
            self._found = pool.submit(world.backend.locks)
            self._newest = pool.submit(deployed_release, world.releases)
            pool.shutdown(wait=False)

    def are_under_way(self) -> bool:
        """Whether there is any that the run has to wait for; waits for the answer, not for them."""
        return bool(self._locks)

    def released(self) -> Release | None:
        """The release that one of them made meanwhile; None if none did."""
        before = self._newest.result() if self._newest else None
        newest = deployed_release(self._world.releases)
        return None if newest is None or (before and before.commit == newest.commit) else newest

    def outlast(self, journal: Journal) -> None:
        """Wait until each has ended.

        Raises:
            BusyError: one has not ended after `PATIENCE`.
            StoppedError: an owner is dead and has left its lock, or somebody asked for a stop.
        """
        deadline = self._world.clock.now() + PATIENCE
        for lock in self._locks:
            with journal.step(Phase.VERIFY, waiting_for(lock)):
                self._outlast(lock, deadline, journal.run.run_id)

    @cached_property
    def _locks(self) -> tuple[StackLock, ...]:
        if self._found is None:
            self._tell_blindness("there is no backend to ask")
            return ()
        try:
            return self._found.result()
        except Exception as error:  # noqa: BLE001 - the traffic has moved; reading it again remains
            self._tell_blindness(f"{type(error).__name__}: {error}"[:200])
            return ()

    def _tell_blindness(self, why: str) -> None:
        self._world.reporter.progress(
            f"whether a deployment was under way is not known ({why}); what one overwrites until "
            "the verdict is found, what it overwrites afterwards is not"
        )

    def _outlast(self, lock: StackLock, deadline: datetime, run_id: str) -> None:
        world = self._world
        while self._stands(lock):
            if is_abandoned(world.processes, lock):
                raise StoppedError(
                    f"The traffic was moved, but the stack is locked by {lock.owner}, and that "
                    "process is dead. What it left half done is not known; the hold stands.",
                    f"python -m automation.rollback resume {run_id}   (removes that one lock)",
                )
            if world.clock.now() >= deadline:
                raise still_locked(lock, self._environment, run_id)
            world.stop.obey()
            world.reporter.progress(f"the traffic was moved; waiting for {lock.owner}")
            world.clock.sleep(_POLL_SECONDS)

    def _stands(self, lock: StackLock) -> bool:
        """Whether it is locked still. While the backend can't be asked it is taken for that."""
        try:
            return lock.place in {other.place for other in _backend(self._world).locks()}
        except Exception as error:  # noqa: BLE001 - asked again until patience ends
            self._world.reporter.progress(f"the backend does not answer: {type(error).__name__}")
            return True


def still_locked(lock: StackLock, environment: str, run_id: str) -> BusyError:
    """What a person is told who alone can find out whether the owner is alive."""
    return BusyError(
        f"The stack {environment} is locked by {lock.owner}, and nothing proves that it is dead. "
        "The traffic was moved and the hold stands, but what that update writes until it ends "
        "would stay.",
        f"python -m automation.rollback resume {run_id}   (when it has ended. Only if its owner is "
        f"dead for certain, first: pulumi cancel --stack {environment})",
    )


def _backend(world: World) -> Backend:
    if world.backend is None:
        raise LookupError("no backend")
    return world.backend
