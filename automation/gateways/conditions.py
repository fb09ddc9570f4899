"""A second look at the alarm that a signal tells of. I/O: CloudWatch, read only.

Source: CloudWatch API reference, MetricAlarm: `StateTransitionedTimestamp` is when the state last
changed; `StateUpdatedTimestamp` moves with the reason, too.
"""

from typing import Any

from automation.core.trigger import TRIGGERS, Condition, Signal, alarm_name
from automation.gateways.aws import GLOBAL_REGION, client, current_region


class AlarmConditions:
    """The alarms of the triggers, in whichever of the two regions each is."""

    def look(self, signal: Signal) -> Condition:
        """The alarm's state now; nobody knows it where there is no such alarm."""
        name = alarm_name(signal.environment, signal.name)
        trigger = TRIGGERS.get(signal.name)
        region = GLOBAL_REGION if trigger is not None and trigger.is_global else current_region()
        found = client("cloudwatch", region).describe_alarms(AlarmNames=[name])["MetricAlarms"]
        if not found:
            return Condition("INSUFFICIENT_DATA", None, f"there is no alarm {name} in {region}")
        alarm: dict[str, Any] = found[0]
        return Condition(
            state=alarm["StateValue"],
            since=alarm.get("StateTransitionedTimestamp") or alarm["StateUpdatedTimestamp"],
            reason=alarm.get("StateReason", ""),
        )
