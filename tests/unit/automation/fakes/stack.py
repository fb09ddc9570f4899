"""The engine with a program, as far as a run sees it."""

import hashlib
from collections.abc import Mapping

from automation.core.engine_progress import EngineProgress, OnEngineProgress, State
from automation.core.errors import EngineError
from automation.core.plan import EnginePreview, ResourceChange
from tests.unit.automation.fakes.calls import Calls


class FakeStack:
    """A stack whose program would make the declared changes until it is applied."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._changes: tuple[ResourceChange, ...] = ()
        self._providers: set[tuple[str, str]] = set()
        self._state = 0
        self._fails: str | None = None
        self.previewed_with: list[dict[str, str]] = []
        self.messages: list[str] = []

    def declare_changes(self, *changes: ResourceChange) -> None:
        """What the program would do to the state."""
        self._changes = changes

    def declare_provider(self, name: str, version: str) -> None:
        """A provider that is installed."""
        self._providers.add((name, version))

    def declare_deployed_by_hand(self) -> None:
        """Somebody ran an update: the state is another one."""
        self._state += 1

    def declare_failing(self, message: str) -> None:
        """The next update fails and changes nothing."""
        self._fails = message

    @property
    def settings_digest(self) -> str:
        return _digest("settings")

    def preview(self, pins: Mapping[str, str], on_progress: OnEngineProgress) -> EnginePreview:
        self.previewed_with.append(dict(pins))
        for change in self._changes:
            on_progress(_told(change, "started"))
            on_progress(_told(change, "done"))
        return EnginePreview(self._changes, _digest(self._changes, sorted(pins.items())))

    def apply(self, message: str, on_progress: OnEngineProgress) -> None:
        changes = self._changes
        self._calls.mutate("apply", self._apply)
        self.messages.append(message)
        for change in changes:
            on_progress(_told(change, "done"))

    def prove_no_changes(self, message: str, on_progress: OnEngineProgress) -> None:
        self._calls.mutate("prove_no_changes", self._insist_on_nothing_to_do)
        self.messages.append(message)

    def state_digest(self) -> str:
        return _digest(self._state)

    def has_provider(self, name: str, version: str) -> bool:
        return (name, version) in self._providers

    def _apply(self) -> None:
        if self._fails is not None:
            message, self._fails = self._fails, None
            raise EngineError(message)
        self._changes = ()
        self._state += 1

    def _insist_on_nothing_to_do(self) -> None:
        if self._changes:
            raise EngineError("The infrastructure still differs from the target.")


def _told(change: ResourceChange, state: State) -> EngineProgress:
    return EngineProgress(change.name, change.type, change.operation, state)


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()
