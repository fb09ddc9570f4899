"""What an engine that was killed left: its lock, and operations whose end nobody knows.

I/O: the state's backend, by its port. A backend that can't be asked keeps nobody from going on: the
engine itself refuses a locked stack.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from automation.core import changes
from automation.core.milestones import used_the_engine
from automation.core.pending import advice, pending_in
from automation.core.plan import Phase
from automation.core.stack_lock import StackLock
from automation.runs.deployments import still_locked
from automation.runs.journal import Journal
from automation.runs.locks import is_abandoned
from automation.runs.world import World

_T = TypeVar("_T")


def settle(world: World, journal: Journal) -> None:
    """Put an end to what an engine left, before the run uses it again.

    A lock of somebody who may be alive is left, and waited for like any deployment's. Where it may
    be the run's own engine's, no deployment would end it.

    Raises:
        BusyError: the run's own engine may be at work still.
    """
    own = used_the_engine(world.ledger.journal(journal.run.run_id))
    standing = remove_dead_locks(world, journal)
    if own and standing:
        raise still_locked(standing[0], journal.run.environment, journal.run.run_id)
    if own:
        _tell_pending(world, journal.run.environment)


def remove_dead_locks(world: World, journal: Journal) -> tuple[StackLock, ...]:
    """Remove the locks that dead engines left, those alone, and never by `pulumi cancel`.

    Returns:
        Those that stand: nothing proves their owners dead.
    """
    if world.backend is None:
        return ()
    unknown: tuple[StackLock, ...] = ()
    standing = []
    for lock in _asked(world, world.backend.locks, unknown):
        if not is_abandoned(world.processes, lock):
            standing.append(lock)
            continue
        title = f"remove the lock of a dead engine, {lock.owner}"
        with journal.step(Phase.HOLD, title, changes.of_lock(lock)):
            world.backend.remove_lock(lock)
    return tuple(standing)


def _tell_pending(world: World, stack: str) -> None:
    unknown: dict[str, Any] = {}
    state = _asked(world, world.backend.state, unknown) if world.backend else unknown
    for line in advice(pending_in(state), stack):
        world.reporter.progress(line)


def _asked(world: World, question: Callable[[], _T], otherwise: _T) -> _T:
    try:
        return question()
    except Exception as error:  # noqa: BLE001 - see the module's docstring
        world.reporter.progress(f"the state's backend could not be asked: {error}"[:300])
        return otherwise
