"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"""

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional


@pytest.fixture
def cloudwatch(clients: Clients) -> Any:
    return clients.of("cloudwatch")


@pytest.fixture
def name() -> str:
    return f"strict-{uuid4().hex[:8]}"


def put(cloudwatch: Any, name: str, **changes: Any) -> None:
    """An alarm that stays as it is set, since what is missing is ignored."""
    cloudwatch.put_metric_alarm(
        AlarmName=name,
        Namespace="test",
        MetricName="errors",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        ComparisonOperator="GreaterThanThreshold",
        **{"Threshold": 1, "TreatMissingData": "ignore"} | changes,
    )


def described(cloudwatch: Any, name: str) -> Any:
    return cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]


def set_state(cloudwatch: Any, name: str, *states: str) -> None:
    for state in states:
        cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason=f"to {state}")


def test_a_new_alarm_has_no_data(cloudwatch: Any, name: str) -> None:
    put(cloudwatch, name)
    assert described(cloudwatch, name)["StateValue"] == "INSUFFICIENT_DATA"


def test_a_changed_alarm_keeps_its_state_since_then(cloudwatch: Any, name: str) -> None:
    put(cloudwatch, name)
    set_state(cloudwatch, name, "ALARM")
    before = described(cloudwatch, name)

    put(cloudwatch, name, Threshold=9)

    after = described(cloudwatch, name)
    kept = ("StateValue", "StateReason", "StateUpdatedTimestamp")
    assert [after[each] for each in kept] == [before[each] for each in kept]
    assert after["Threshold"] == 9


def test_the_history_tells_each_change_the_newest_first(cloudwatch: Any, name: str) -> None:
    put(cloudwatch, name)
    set_state(cloudwatch, name, "OK", "ALARM", "ALARM", "OK")

    items = cloudwatch.describe_alarm_history(AlarmName=name)["AlarmHistoryItems"]

    assert [item["HistorySummary"] for item in items] == [
        "Alarm updated from ALARM to OK",
        "Alarm updated from OK to ALARM",
        "Alarm updated from INSUFFICIENT_DATA to OK",
    ]
    assert {item["HistoryItemType"] for item in items} == {"StateUpdate"}
    assert json.loads(items[1]["HistoryData"])["newState"]["stateReason"] == "to ALARM"


def test_the_history_can_be_narrowed(cloudwatch: Any, name: str) -> None:
    put(cloudwatch, name)
    set_state(cloudwatch, name, "OK", "ALARM", "OK")
    whole = cloudwatch.describe_alarm_history(AlarmName=name, ScanBy="TimestampAscending")
    middle = whole["AlarmHistoryItems"][1]["Timestamp"]

    narrowed = cloudwatch.describe_alarm_history(
        AlarmName=name, StartDate=middle, EndDate=middle, HistoryItemType="StateUpdate"
    )
    other = cloudwatch.describe_alarm_history(AlarmName=name, HistoryItemType="Action")
    one = cloudwatch.describe_alarm_history(AlarmName=name, MaxRecords=1)

    assert middle in [item["Timestamp"] for item in narrowed["AlarmHistoryItems"]]
    assert other["AlarmHistoryItems"] == []
    assert len(one["AlarmHistoryItems"]) == 1
