"""Where the stack's state is kept, and the machine on which engines run, in memory."""

import json
from collections.abc import Callable
from typing import Any

from automation.core.stack_lock import StackLock
from automation.core.stack_update import Update
from tests.unit.automation.fakes.calls import Calls

HERE = "here.example"


class FakeBackend:
    """One stack's locks and history."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._locks: dict[str, StackLock] = {}
        self._updates: list[Update] = []
        self._pending: list[dict[str, Any]] = []
        self._states: dict[int, dict[str, Any]] = {}
        self._present: dict[str, Any] | None = None
        self._unreadable: bytes | None = None
        self._is_gone = False
        self._broken: list[Exception] = []
        self._on_listing: list[Callable[[], object]] = []

    def declare_lock(self, lock: StackLock) -> StackLock:
        """An engine is at work."""
        self._locks[lock.place] = lock
        return lock

    def declare_unlocked(self, lock: StackLock) -> None:
        """It has ended."""
        self._locks.pop(lock.place, None)

    def declare_unreachable(self, *errors: Exception) -> None:
        """What the next questions meet with."""
        self._broken.extend(errors)

    def declare_pending(self, kind: str, urn: str) -> None:
        """A killed engine left an operation whose end is unknown."""
        self._pending.append({"type": kind, "resource": {"urn": urn}})

    def declare_update(self, update: Update, state: dict[str, Any]) -> None:
        """An update that ended, and the state that it left, which is the present one now."""
        self._updates.append(update)
        self._states[update.number] = state
        self._present = state

    def declare_state(self, state: dict[str, Any]) -> None:
        """Somebody wrote another state."""
        self._present, self._unreadable = state, None

    def declare_unreadable_state(self, content: bytes) -> None:
        """Something wrote over the state's file."""
        self._unreadable = content

    def declare_no_stack(self) -> None:
        """Somebody removed it."""
        self._is_gone = True

    def declare_on_listing(self, *happenings: Callable[[], object]) -> None:
        """What others do right after each of the next listings of the locks."""
        self._on_listing.extend(happenings)

    def locks(self) -> tuple[StackLock, ...]:
        if self._broken:
            raise self._broken.pop(0)
        found = tuple(self._locks.values())
        if self._on_listing:
            self._on_listing.pop(0)()
        return found

    def remove_lock(self, lock: StackLock) -> None:
        self._calls.mutate(f"remove_lock {lock.place}", lambda: self.declare_unlocked(lock))

    def updates(self) -> tuple[Update, ...]:
        return tuple(reversed(self._updates))

    def export(self, update: Update) -> dict[str, Any]:
        return self._states[update.number]

    def state(self) -> dict[str, Any]:
        if self._is_gone:
            raise LookupError("there is no such stack")
        if self._unreadable is not None:
            raise ValueError("not a state")
        if self._present is not None:
            return self._present
        return {"version": 3, "deployment": {"pending_operations": list(self._pending)}}

    def raw_state(self) -> bytes:
        return self._unreadable or json.dumps(self.state()).encode()


class FakeProcesses:
    """This machine, with the processes that were declared."""

    def __init__(self) -> None:
        self._running: set[int] = set()

    def declare_running(self, pid: int) -> None:
        """A process."""
        self._running.add(pid)

    def here(self) -> str:
        return HERE

    def is_running(self, pid: int) -> bool:
        return pid in self._running
