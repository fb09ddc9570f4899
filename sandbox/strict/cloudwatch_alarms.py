"""Alarms have a state of their own, and EventBridge hears of its changes. Changes moto.

- A new alarm has no data yet; a changed one keeps its state.
  https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
- Each change of the state, also one that somebody sets, is an event.
  https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html

moto calls a new alarm OK, a changed one too, and tells nobody.
"""

import uuid
from collections.abc import Callable
from typing import Any, Final

from moto.cloudwatch.models import CloudWatchBackend

from sandbox.monitoring.alarm import AlarmError, alarm_of, state_of
from sandbox.monitoring.events import Event, state_change
from sandbox.strict.replacement import surround

_STATE: Final = (
    "state_value",
    "state_reason",
    "state_reason_data",
    "state_updated_timestamp",
    "history",
)


def install(publish: Callable[[Event], None]) -> None:
    """Make alarms keep their state, and tell of it.

    Args:
        publish: takes an event; must return at once.
    """

    def set_alarm_state(
        former: Callable[..., None], backend: Any, alarm_name: str, *given: Any, **named: Any
    ) -> None:
        kept = backend.alarms.get(alarm_name)
        before = state_of(kept) if kept else None
        former(backend, alarm_name, *given, **named)
        if before is not None and before.value != kept.state_value:
            _tell(kept, before, publish)

    surround(CloudWatchBackend, "put_metric_alarm", put_metric_alarm)
    surround(CloudWatchBackend, "set_alarm_state", set_alarm_state)


def put_metric_alarm(former: Callable[..., Any], backend: Any, name: str, **settings: Any) -> Any:
    """PutMetricAlarm, with the state that the alarm had, or none."""
    before = backend.alarms.get(name)
    alarm = former(backend, name, **settings)
    if before is None:
        alarm.state_value = "INSUFFICIENT_DATA"
        return alarm
    for attribute in _STATE:
        setattr(alarm, attribute, getattr(before, attribute))
    return alarm


def _tell(kept: Any, before: Any, publish: Callable[[Event], None]) -> None:
    try:
        alarm = alarm_of(kept)
    except AlarmError:
        return
    publish(state_change(alarm, before, str(uuid.uuid4())))
