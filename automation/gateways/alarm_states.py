"""The triggers' alarms, read at once. I/O: CloudWatch in both regions, read only.

Source: CloudWatch API reference, DescribeAlarms and MetricAlarm.
"""

from collections.abc import Iterator
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from automation.core.trigger import Condition, alarm_name
from automation.core.watching import WATCHED
from automation.gateways.aws import GLOBAL_REGION, client, current_region


class AlarmStatesGateway:
    """One environment's alarms by the names of their triggers."""

    def __init__(self, environment: str) -> None:
        self._names: Final = {alarm_name(environment, name): name for name in WATCHED}
        regions = sorted({current_region(), GLOBAL_REGION})
        self._clients: Final[list[Any]] = [client("cloudwatch", region) for region in regions]

    def conditions(self) -> dict[str, Condition]:
        """Each trigger's condition; nobody knows it where there is no such alarm."""
        missing = Condition("INSUFFICIENT_DATA", None, "there is no such alarm")
        return dict.fromkeys(WATCHED, missing) | dict(self._found())

    def answer(self) -> bool:
        """Whether AWS answers, be it with a refusal."""
        try:
            self._clients[0].describe_alarms(AlarmNames=list(self._names))
        except ClientError:
            return True
        except BotoCoreError:
            return False
        return True

    def _found(self) -> Iterator[tuple[str, Condition]]:
        for cloudwatch in self._clients:
            told = cloudwatch.describe_alarms(AlarmNames=list(self._names))
            for alarm in told["MetricAlarms"]:
                since = alarm.get("StateTransitionedTimestamp") or alarm["StateUpdatedTimestamp"]
                reason = alarm.get("StateReason", "")
                yield self._names[alarm["AlarmName"]], Condition(alarm["StateValue"], since, reason)
