"""What the journal of a run that did not end proves about it. Pure."""

from collections.abc import Iterable
from typing import Final

from automation.core.journal import Entry
from automation.core.plan import Phase
from automation.core.stack_lock import StackLock

EMPTY_CACHE: Final = "empty the distribution's cache"
ALARMS_CLEAR: Final = "wait for the alarms to clear"
PREVIEW_AGAIN: Final = "preview again, and compare with what was agreed"
_WAIT: Final = "wait for the deployment of "


def waiting_for(lock: StackLock) -> str:
    """The journal's name for the wait for a deployment."""
    return f"{_WAIT}{lock.owner}"


def met_a_deployment(entries: Iterable[Entry]) -> bool:
    """Whether a deployment was under way when the run wrote its hold."""
    return any(entry.step.startswith(_WAIT) for entry in entries)


def has_way_back(entries: Iterable[Entry]) -> bool:
    """Whether neither the infrastructure began to move nor a release got its verdict."""
    closed = {Phase.RECONCILE.name.lower(), Phase.CLOSE.name.lower()}
    return all(entry.phase not in closed or entry.step == PREVIEW_AGAIN for entry in entries)


def used_the_engine(entries: Iterable[Entry]) -> bool:
    """Whether the run's own engine has been at work: a lock that stands then may be its own."""
    reconcile = Phase.RECONCILE.name.lower()
    return any(entry.phase == reconcile and entry.step != PREVIEW_AGAIN for entry in entries)
