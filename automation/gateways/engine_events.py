"""Reads the engine's events as they come: what changes, what drifted, what is at work. No I/O.

The engine's SDK calls it from the thread that reads events; if it raised there, the run would hang.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pulumi.automation.events import EngineEvent

from automation.core.engine_progress import UNTOLD, EngineProgress, OnEngineProgress, State
from automation.core.plan import ResourceChange
from automation.core.property_diff import describe_properties

_Key = tuple[str, str]


@dataclass
class EventWatcher:
    """Collects events and tells what is at work. It never raises.

    Attributes:
        clock: seconds, from any beginning.
        finished: whether the engine told that the update is done, however.
        failed: whether it told of an error.
    """

    on_progress: OnEngineProgress
    clock: Callable[[], float] = time.monotonic
    changes: list[ResourceChange] = field(default_factory=list)
    drift: list[ResourceChange] = field(default_factory=list)
    finished: bool = False
    failed: bool = False
    _began: dict[_Key, float] = field(default_factory=dict)

    def __call__(self, event: EngineEvent) -> None:
        """Take an event; one that can't be read, or shown, is told and passed over."""
        try:
            self._take(event)
        except Exception as error:  # noqa: BLE001 - see the module's docstring
            unread = EngineProgress("an engine event", type(error).__name__, "read", "failed")
            with suppress(Exception):
                self.on_progress(unread)

    def _take(self, event: EngineEvent) -> None:
        if event.summary_event is not None:
            self.finished = True
        if event.diagnostic_event is not None and event.diagnostic_event.severity == "error":
            self.failed = True
        if event.resource_pre_event is not None:
            self._note_change(event.resource_pre_event.metadata)
            self._tell_start(event.resource_pre_event.metadata)
        if event.res_outputs_event is not None:
            self._note_drift(event.res_outputs_event.metadata)
            self._tell_end(event.res_outputs_event.metadata, "done")
        if event.res_op_failed_event is not None:
            self._tell_end(event.res_op_failed_event.metadata, "failed")

    def _note_change(self, metadata: Any) -> None:
        operation = _operation(metadata)
        if operation in UNTOLD:
            return
        old, new = metadata.old, metadata.new
        change = ResourceChange(
            urn=metadata.urn,
            type=metadata.type,
            operation=operation,
            properties=describe_properties(
                metadata.detailed_diff or metadata.diffs or (),
                old.inputs if old else None,
                new.inputs if new else None,
            ),
            retained=bool(old is not None and old.retain_on_delete),
        )
        self.changes.append(change)

    def _note_drift(self, metadata: Any) -> None:
        if _operation(metadata) != "refresh":
            return
        gone = metadata.new is None
        if gone or metadata.diffs:
            properties = tuple(sorted(metadata.diffs or ()))
            operation = "gone" if gone else "drift"
            self.drift.append(ResourceChange(metadata.urn, metadata.type, operation, properties))

    def _tell_start(self, metadata: Any) -> None:
        self._began[_key(metadata)] = self.clock()
        self.on_progress(_progress(metadata, "started", 0.0))

    def _tell_end(self, metadata: Any, state: State) -> None:
        now = self.clock()
        began = self._began.pop(_key(metadata), now)
        self.on_progress(_progress(metadata, state, now - began))


def _key(metadata: Any) -> _Key:
    return (_operation(metadata), metadata.urn)


def _progress(metadata: Any, state: State, elapsed: float) -> EngineProgress:
    return EngineProgress(
        resource=metadata.urn.rsplit("::", 1)[-1],
        type=metadata.type.rsplit(":", 1)[-1],
        operation=_operation(metadata),
        state=state,
        elapsed=elapsed,
    )


def _operation(metadata: Any) -> str:
    return str(getattr(metadata.op, "value", metadata.op))
