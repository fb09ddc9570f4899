"""A stack's locks and history in a backend that is a store of files. I/O: by the store.

Paths as engine 3.259.0 writes them, below `.pulumi/`: `locks/organization/<project>/<stack>/` with
`*.json`, and `history/<project>/<stack>/` with a `*.history.json` and a `*.checkpoint.json` for
each update, sorted by time. A backend that was made before there were projects is not read.
"""

import zlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, Protocol

from automation.core.stack_lock import StackLock
from automation.core.stack_update import Update
from automation.gateways.backend_documents import (
    deployment_from,
    load,
    lock_from,
    update_from,
)

# What comes of a file that was cut off or written over, packed or not.
_UNREADABLE: Final = (
    *(ValueError, LookupError, TypeError, AttributeError),
    *(EOFError, OSError, zlib.error),
)
_PARALLEL: Final = 32
_HISTORY: Final = ".history.json"
_CHECKPOINT: Final = ".checkpoint.json"


class Store(Protocol):
    """Files by key, `/` between the parts."""

    def keys(self, prefix: str) -> tuple[str, ...]: ...
    def read(self, key: str) -> bytes | None: ...
    def remove(self, key: str) -> None: ...


class StoredBackend:
    """One stack in a file or S3 backend. The engine takes no part."""

    def __init__(self, store: Store, project: str, stack: str) -> None:
        self._store = store
        self._locks = f".pulumi/locks/organization/{project}/{stack}/"
        self._state = f".pulumi/stacks/{project}/{stack}.json"
        self._history = f".pulumi/history/{project}/{stack}/"

    def locks(self) -> tuple[StackLock, ...]:
        """The locks on the stack, in no order; mostly none, and one at most once it is settled."""
        keys = [key for key in self._store.keys(self._locks) if key.endswith(".json")]
        return tuple(lock_from(key, content) for key, content in self._contents(keys))

    def remove_lock(self, lock: StackLock) -> None:
        """Remove exactly that lock. One that is gone already is no error.

        Raises:
            ValueError: it is not a lock of this stack.
        """
        if not (lock.place.startswith(self._locks) and lock.place.endswith(".json")):
            raise ValueError(f"{lock.place} is not a lock of this stack")
        self._store.remove(lock.place)

    def updates(self) -> tuple[Update, ...]:
        """The history, newest first; only what ended is in it."""
        keys = sorted(key for key in self._store.keys(self._history) if _HISTORY in key)
        keys = [key for key in keys if not key.endswith(".attrs")]
        found = [
            update_from(number, key, load(content))
            for number, (key, content) in enumerate(self._contents(keys), start=1)
        ]
        return tuple(reversed(found))

    def export(self, update: Update) -> dict[str, Any]:
        """The state that an update left, as `pulumi stack import` takes it, secrets encrypted.

        Raises:
            LookupError: the backend keeps no checkpoint of it.
        """
        content = self._store.read(update.place.replace(_HISTORY, _CHECKPOINT))
        if content is None:
            raise LookupError(f"update {update.number} has no checkpoint")
        return deployment_from(load(content))

    def state(self) -> dict[str, Any]:
        """The state as it is now, as `pulumi stack import` takes it, secrets encrypted.

        Raises:
            LookupError: there is no such stack.
            ValueError: what lies there is no state.
        """
        content = self.raw_state()
        try:
            return deployment_from(load(content))
        except _UNREADABLE as error:
            raise ValueError(f"{self._state} can't be read: {type(error).__name__}") from error

    def raw_state(self) -> bytes:
        """The state's file as it lies there, whether or not anybody can read it.

        Raises:
            LookupError: there is no such stack.
        """
        for key in (self._state, f"{self._state}.gz"):
            content = self._store.read(key)
            if content is not None:
                return content
        raise LookupError(f"there is no {self._state}")

    def _contents(self, keys: Iterable[str]) -> list[tuple[str, bytes]]:
        """Contents in the keys' order, without those that went meanwhile."""
        wanted = list(keys)
        with ThreadPoolExecutor(_PARALLEL) as pool:
            contents = list(pool.map(self._store.read, wanted))
        return [(k, c) for k, c in zip(wanted, contents, strict=True) if c is not None]
