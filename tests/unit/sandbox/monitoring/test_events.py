"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html"""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sandbox.monitoring.alarm import State
from sandbox.monitoring.evaluation import judge
from sandbox.monitoring.events import state_change
from sandbox.monitoring.reasons import reason, reason_data
from tests.unit.sandbox.monitoring.declared import SINCE, alarm, query

FORMER = State("INSUFFICIENT_DATA", "Unchecked: Initial alarm creation", "{}", SINCE)
NOW = datetime(2026, 3, 1, 12, 5, 2, 5000, tzinfo=UTC)


def begin(age: int) -> datetime:
    return datetime(2026, 3, 1, 12, 5, tzinfo=UTC) - timedelta(minutes=age)


def test_has_the_documented_envelope() -> None:
    event = state_change(alarm(state="ALARM"), FORMER, "id-1")

    detail = event.pop("detail")
    assert event == {
        "version": "0",
        "id": "id-1",
        "detail-type": "CloudWatch Alarm State Change",
        "source": "aws.cloudwatch",
        "account": "123456789012",
        "time": "2026-03-01T12:00:01Z",
        "region": "us-east-1",
        "resources": ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors"],
    }
    assert (detail["alarmName"], set(detail)) == (
        "errors",
        {"alarmName", "configuration", "previousState", "state"},
    )


def test_tells_both_states_the_first_one_without_data() -> None:
    detail = state_change(alarm(state="ALARM"), FORMER, "id-1")["detail"]

    assert detail["state"] == {
        "value": "ALARM",
        "reason": "because",
        "reasonData": '{"version":"1.0"}',
        "timestamp": "2026-03-01T12:00:01.987+0000",
    }
    assert set(detail["previousState"]) == {"value", "reason", "timestamp"}


def test_tells_metrics_and_expressions_of_the_alarm() -> None:
    watched = alarm(query("requests"), query("rate", "requests * 2", returned=True))

    configuration = state_change(watched, FORMER, "id-1")["detail"]["configuration"]

    assert configuration == {
        "description": "Roll back",
        "metrics": [
            {
                "id": "requests",
                "returnData": False,
                "metricStat": {
                    "metric": {
                        "namespace": "AWS/ApiGateway",
                        "name": "Count",
                        "dimensions": {"ApiName": "trial", "Stage": "prod"},
                    },
                    "period": 60,
                    "stat": "Sum",
                },
            },
            {
                "id": "rate",
                "returnData": True,
                "label": "label",
                "expression": "requests * 2",
            },
        ],
    }


def test_an_alarm_without_a_description_tells_none() -> None:
    event = state_change(replace(alarm(), description=None), FORMER, "id-1")
    assert set(event["detail"]["configuration"]) == {"metrics"}


def test_the_reason_has_the_data_points_and_the_threshold() -> None:
    watched = alarm(periods=2, breaches=2)

    told = reason(watched, judge(watched, (None, 1.0, 8.0, 12.5)), begin)

    assert "[12.5 (01/03/26 12:04:00), 8.0 (01/03/26 12:03:00)]" in told
    assert "2 of 2 greater than the threshold (5.0)" in told


def test_the_reason_tells_what_was_missing() -> None:
    watched = alarm()
    assert "1 missing, taken as notBreaching" in reason(
        watched, judge(watched, (None, None, None)), begin
    )
    silent = alarm(missing="missing")
    assert reason(silent, judge(silent, (None, None, None)), begin).startswith("Insufficient Data")


def test_the_data_of_the_reason_is_cloudwatchs_document() -> None:
    watched = alarm(periods=2, breaches=2)

    document = json.loads(reason_data(watched, judge(watched, (None, None, 8.0, 12.5)), begin, NOW))

    assert document == {
        "version": "1.0",
        "queryDate": "2026-03-01T12:05:02.005+0000",
        "startDate": "2026-03-01T12:03:00.000+0000",
        "statistic": "Sum",
        "period": 60,
        "recentDatapoints": [8.0, 12.5],
        "threshold": 5.0,
        "evaluatedDatapoints": [
            {"timestamp": "2026-03-01T12:04:00.000+0000", "value": 12.5},
            {"timestamp": "2026-03-01T12:03:00.000+0000", "value": 8.0},
        ],
    }


def test_without_data_points_the_document_has_no_start() -> None:
    watched = alarm(query("a"), query("rate", "a * 2", returned=True))
    document = json.loads(reason_data(watched, judge(watched, (None, None, None)), begin, NOW))
    assert (document["recentDatapoints"], "startDate" in document) == ([], False)
    assert "statistic" not in document
