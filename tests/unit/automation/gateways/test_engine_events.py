"""Reading the engine's events: nothing that they hold, and nobody who listens, may stop it."""

from typing import Any

from pulumi.automation.events import EngineEvent

from automation.core.engine_progress import EngineProgress
from automation.gateways.engine_events import EventWatcher

URN = "urn:pulumi:prod::clinical-trial::aws:lambda/function:Function::clinical-trial-prod-api"


def step(kind: str, operation: str = "update", **more: Any) -> EngineEvent:
    metadata = {
        "op": operation,
        "urn": URN,
        "type": "aws:lambda/function:Function",
        "provider": "",
        **more,
    }
    return EngineEvent.from_json({"sequence": 1, "timestamp": 1, kind: {"metadata": metadata}})


class Listener:
    """Keeps what it is told; its clock is set by a test."""

    def __init__(self) -> None:
        self.told: list[EngineProgress] = []
        self.now = 0.0
        self.watcher = EventWatcher(self.told.append, clock=lambda: self.now)


def test_an_operation_is_told_as_it_begins_and_as_it_ends_with_the_time_it_took() -> None:
    listener = Listener()

    listener.watcher(step("resourcePreEvent"))
    listener.now = 7.5
    listener.watcher(step("resOutputsEvent"))

    assert listener.told == [
        EngineProgress("clinical-trial-prod-api", "Function", "update", "started"),
        EngineProgress("clinical-trial-prod-api", "Function", "update", "done", 7.5),
    ]


def test_a_failed_operation_is_told_as_failed() -> None:
    listener = Listener()

    listener.watcher(step("resourcePreEvent"))
    listener.watcher(step("resOpFailedEvent"))

    assert [each.state for each in listener.told] == ["started", "failed"]


def test_the_refresh_and_the_update_of_a_resource_are_two_operations() -> None:
    listener = Listener()

    for operation in ("refresh", "update"):
        listener.watcher(step("resourcePreEvent", operation))
    listener.now = 3.0
    listener.watcher(step("resOutputsEvent", "refresh"))

    assert [(each.operation, each.elapsed) for each in listener.told if each.state == "done"] == [
        ("refresh", 3.0)
    ]


def test_changes_are_collected_and_what_stays_is_not() -> None:
    listener = Listener()

    for operation in ("same", "update"):
        listener.watcher(step("resourcePreEvent", operation))

    assert [change.operation for change in listener.watcher.changes] == ["update"]


def test_an_event_that_can_not_be_read_is_told_and_passed_over() -> None:
    listener = Listener()
    event = step("resourcePreEvent")
    assert event.resource_pre_event is not None
    event.resource_pre_event.metadata.urn = None  # type: ignore[assignment]

    listener.watcher(event)
    listener.watcher(step("resourcePreEvent"))

    unread, read = listener.told
    assert (unread.resource, unread.state) == ("an engine event", "failed")
    assert read.resource == "clinical-trial-prod-api"


def test_a_listener_that_fails_does_not_stop_the_engine() -> None:
    def fail(event: EngineProgress) -> None:
        raise RuntimeError("no screen")

    watcher = EventWatcher(fail)

    watcher(step("resourcePreEvent"))

    assert [change.operation for change in watcher.changes] == ["update"]
