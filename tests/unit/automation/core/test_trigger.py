"""Signals, from the events that EventBridge brings."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.core.trigger import (
    TRIGGERS,
    Signal,
    UnknownEventError,
    alarm_name,
    signal_of,
)
from tests.alarm_events import NAMES, alarm_event

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=12,
)


def without(event: dict[str, Any], *path: str) -> dict[str, Any]:
    inner = event
    for part in path[:-1]:
        inner = inner[part]
    del inner[path[-1]]
    return event


def test_a_signal_tells_which_alarm_went_into_which_state_when() -> None:
    signal = signal_of(alarm_event())

    assert signal.reason.startswith("Threshold Crossed: 1 out of the last 1 datapoints [43.75")
    assert signal == Signal(
        source="alarm",
        name="errors-fast",
        environment="prod",
        state="ALARM",
        since=datetime(2026, 3, 2, 10, 35, 12, 417000, tzinfo=UTC),
        at=datetime(2026, 3, 2, 10, 35, 12, tzinfo=UTC),
        reason=signal.reason,
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_recorded_event_is_a_signal(name: str) -> None:
    signal = signal_of(alarm_event(name))

    assert name == f"{signal.name}-{signal.state.lower().replace('_', '-')}"


def test_the_same_condition_has_the_same_key_however_often_it_is_told() -> None:
    again = alarm_event() | {"id": "another", "time": "2026-03-02T11:59:00Z"}

    assert signal_of(alarm_event()).key == signal_of(again).key
    assert signal_of(alarm_event()).key == "prod/errors-fast/2026-03-02T10:35:12Z"


def test_another_time_or_alarm_is_another_condition() -> None:
    later = alarm_event()
    later["detail"]["state"]["timestamp"] = "2026-03-02T10:50:12.417+0000"
    events = [alarm_event(), later, alarm_event("errors-slow-alarm")]

    assert len({signal_of(event).key for event in events}) == 3


def test_what_aws_adds_is_passed_over() -> None:
    event = alarm_event() | {"new": 1}
    event["detail"]["state"]["actionsSuppressedBy"] = "WaitPeriod"

    assert signal_of(event) == signal_of(alarm_event())


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (("detail-type",), "detail-type: Field required"),
        (("detail", "alarmName"), "detail.alarmName: Field required"),
        (("detail", "state"), "detail.state: Field required"),
        (("detail", "state", "timestamp"), "detail.state.timestamp: Field required"),
    ],
)
def test_an_event_that_lacks_something_is_refused_by_its_name(
    path: tuple[str, ...], told: str
) -> None:
    with pytest.raises(UnknownEventError, match=told):
        signal_of(without(alarm_event(), *path))


def test_an_event_of_another_kind_is_refused_by_its_name() -> None:
    with pytest.raises(UnknownEventError, match="CloudWatch Alarm Configuration Change"):
        signal_of(alarm_event() | {"detail-type": "CloudWatch Alarm Configuration Change"})


@pytest.mark.parametrize("name", ["somebody-elses-alarm", "clinical-trial-prod-", "prod"])
def test_an_alarm_of_another_platform_is_refused(name: str) -> None:
    event = alarm_event()
    event["detail"]["alarmName"] = name

    with pytest.raises(UnknownEventError, match="none of this platform"):
        signal_of(event)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(UnknownEventError, match="without a zone"):
        signal_of(alarm_event() | {"time": "2026-03-02T10:35:12"})


@given(JSON)
def test_anything_else_is_refused_in_one_way(event: Any) -> None:
    with pytest.raises(UnknownEventError):
        signal_of(event)


def test_alarms_are_named_as_the_program_names_them() -> None:
    assert alarm_name("prod", "errors-fast") == "clinical-trial-prod-errors-fast"


def test_performance_takes_nothing_back_by_itself() -> None:
    assert set(TRIGGERS) == {"errors-fast", "errors-slow", "availability", "health"}
