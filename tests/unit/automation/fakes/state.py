"""The engine where only the state changes, and what keeps states."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from automation.core.engine_progress import OnEngineProgress
from automation.core.plan import EnginePreview, ResourceChange
from tests.unit.automation.fakes.backend import FakeBackend
from tests.unit.automation.fakes.calls import Calls


class FakeStateBackups:
    """Backups in memory."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self.kept: dict[str, bytes] = {}

    def write(self, name: str, content: bytes) -> str:
        key = f"state/{name}"
        self._calls.mutate("back up", lambda: self.kept.setdefault(key, content))
        return key

    def read(self, key: str) -> bytes:
        return self.kept[key]


class FakeStateEngine:
    """An engine that imports into the fake backend.

    Attributes:
        opened: commits whose program it was opened with.
        closed: how often it was closed again.
    """

    def __init__(self, calls: Calls, backend: FakeBackend) -> None:
        self._calls = calls
        self._backend = backend
        self._changes: tuple[ResourceChange, ...] = ()
        self._refusal: Exception | None = None
        self.opened: list[str] = []
        self.closed = 0
        self.pins: Mapping[str, str] | None = None

    def declare_changes(self, *changes: ResourceChange) -> None:
        """What the program would change, whatever the state."""
        self._changes = changes

    def declare_refusal(self, error: Exception) -> None:
        """It does not take the next state."""
        self._refusal = error

    @contextmanager
    def open(self, commit: str) -> Iterator["FakeStateEngine"]:
        self.opened.append(commit)
        try:
            yield self
        finally:
            self.closed += 1

    def import_state(self, state: Mapping[str, Any]) -> None:
        def take() -> None:
            if self._refusal is not None:
                raise self._refusal
            self._backend.declare_state(dict(state))

        self._calls.mutate("import", take)

    def refresh(self, message: str, on_progress: OnEngineProgress) -> None:
        self._calls.mutate("refresh", lambda: None)

    def preview(self, pins: Mapping[str, str], on_progress: OnEngineProgress) -> EnginePreview:
        self._calls.made.append("preview")
        self.pins = pins
        return EnginePreview(self._changes, "digest")
