"""Reading a stack's updates and how its present state is. I/O: the state's backend, by its port."""

from typing import Any

from automation.core.pending import pending_in
from automation.core.stack_update import Update
from automation.core.state_diff import fingerprint
from automation.core.state_integrity import faults_in
from automation.core.state_list import ListedStates
from automation.runs.backing_up import read_present
from automation.runs.ports import Backend


def list_states(backend: Backend, limit: int) -> ListedStates:
    """The newest updates, with the one that the present state is of.

    Args:
        backend: where the state is kept.
        limit: how many updates.
    """
    updates = backend.updates()[:limit]
    present = read_present(backend)
    faults = faults_in(present) if present else ("it can't be read",)
    return ListedStates(updates, _equal(backend, updates, present), pending_in(present), faults)


def _equal(backend: Backend, updates: tuple[Update, ...], present: dict[str, Any]) -> int | None:
    """Mostly it is the newest, so states are fetched one by one."""
    wanted = fingerprint(present)
    for update in updates if present else ():
        try:
            found = backend.export(update)
        except LookupError:
            continue
        if fingerprint(found) == wanted:
            return update.number
    return None
