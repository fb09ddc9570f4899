"""DescribeAlarmHistory, which moto lacks: the changes of alarms' states. Adds to moto.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html.
Of the kinds of items there are only those of type StateUpdate.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult

OPERATION: Final = "describe_alarm_history"
KIND: Final = "StateUpdate"
_MOST: Final = 100
# Reason, its data, the state and its time, as moto keeps them.
_Kept = tuple[str, str, str, datetime]


def install() -> None:
    """Answer DescribeAlarmHistory."""
    # Added rather than replaced: where moto has it one day, its own is to be looked at first.
    if hasattr(CloudWatchResponse, OPERATION):
        raise AttributeError("moto answers DescribeAlarmHistory itself")
    setattr(CloudWatchResponse, OPERATION, describe_alarm_history)


def describe_alarm_history(response: Any) -> ActionResult:
    """The items that were asked for, the newest first unless told otherwise."""
    asked = response._get_params()
    wanted = asked.get("AlarmName")
    alarms = list(response.cloudwatch_backend.alarms.values())
    items = [item for alarm in alarms if wanted in (None, alarm.name) for item in history_of(alarm)]
    chosen = [item for item in items if _is_asked_for(item, asked)]
    chosen.sort(
        key=lambda item: item["Timestamp"], reverse=asked.get("ScanBy") != "TimestampAscending"
    )
    return ActionResult({"AlarmHistoryItems": chosen[: int(asked.get("MaxRecords") or _MOST)]})


def history_of(alarm: Any) -> Iterator[dict[str, Any]]:
    """The changes of one alarm's state, the oldest first."""
    kept: list[_Kept] = [entry[1:] for entry in alarm.history]
    kept.append(
        (
            alarm.state_reason,
            alarm.state_reason_data,
            alarm.state_value,
            alarm.state_updated_timestamp,
        )
    )
    for old, new in pairwise(kept):
        if old[2] != new[2]:
            yield _item(alarm.name, old, new)


def _item(name: str, old: _Kept, new: _Kept) -> dict[str, Any]:
    document = {"version": "1.0", "oldState": _state(old), "newState": _state(new)}
    return {
        "AlarmName": name,
        "AlarmType": "MetricAlarm",
        "Timestamp": _to_milliseconds(new[3]),
        "HistoryItemType": KIND,
        "HistorySummary": f"Alarm updated from {old[2]} to {new[2]}",
        "HistoryData": json.dumps(document),
    }


def _state(kept: _Kept) -> dict[str, Any]:
    reason, data, value, _ = kept
    known = {"stateReasonData": json.loads(data)} if data else {}
    return {"stateValue": value, "stateReason": reason} | known


def _is_asked_for(item: dict[str, Any], asked: Any) -> bool:
    start, end = asked.get("StartDate"), asked.get("EndDate")
    return (
        asked.get("HistoryItemType") in (None, KIND)
        and (start is None or item["Timestamp"] >= _naive(start))
        and (end is None or item["Timestamp"] <= _naive(end))
    )


def _to_milliseconds(moment: datetime) -> datetime:
    """As finely as it is told, so that what was told can be asked for."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _naive(moment: datetime) -> datetime:
    """As moto's own times, which are UTC without saying so."""
    return moment.replace(tzinfo=None)
