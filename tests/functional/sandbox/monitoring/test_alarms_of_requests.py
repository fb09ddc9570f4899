"""Real requests through the gateway, the project's own alarms, and who hears of them."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.functions import answering
from tests.functional.sandbox.monitoring.watched import BROKEN, Watched, until

SLOW = """
import time
def handle(event, context):
    time.sleep(0.4)
    return {"statusCode": 200, "body": ""}
"""
pytestmark = pytest.mark.functional


def test_a_broken_release_raises_the_alarm_the_function_hears_it_and_recovery_clears_it(
    watched: Watched,
) -> None:
    alarm = watched.declare_alarms()["errors-fast"]
    watched.until_state(alarm, "OK")
    watched.let_in(
        watched.declare_rule(
            detail={"alarmName": [alarm], "state": {"value": ["ALARM", "OK"]}},
        )
    )
    watched.target_listener()
    watched.serve(BROKEN)

    with watched.users():
        watched.until_state(alarm, "ALARM")
        [event] = until(lambda: watched.heard_of("ALARM"))
        watched.serve(answering("well"))
        watched.until_state(alarm, "OK")
        until(lambda: watched.heard_of("OK"))

    detail = event["detail"]
    assert (event["source"], event["detail-type"], event["version"]) == (
        "aws.cloudwatch",
        "CloudWatch Alarm State Change",
        "0",
    )
    assert event["resources"] == [f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{alarm}"]
    assert (detail["alarmName"], detail["previousState"]["value"]) == (alarm, "OK")
    assert [each["id"] for each in detail["configuration"]["metrics"]] == [
        "requests",
        "failed",
        "watched",
    ]
    data = json.loads(detail["state"]["reasonData"])
    assert (data["threshold"], data["period"], data["recentDatapoints"][-1] > 5) == (5.0, 60, True)


def test_few_requests_raise_nothing_however_many_fail(watched: Watched) -> None:
    alarm, judged_after_it = watched.declare_alarms()["errors-fast"], watched.declare_any_failure()
    watched.let_in(watched.declare_rule(detail={"alarmName": [alarm]}))
    watched.target_listener()
    watched.serve(BROKEN)

    failed = {watched.get("/api/subjects").status for _ in range(3)}
    watched.until_state(judged_after_it, "ALARM")

    assert (failed, watched.state(alarm)) == ({502}, "OK")
    assert watched.heard_of("ALARM") == []


def test_no_requests_are_no_incident(watched: Watched) -> None:
    alarms = watched.declare_alarms()

    for alarm in alarms.values():
        watched.until_state(alarm, "OK")


def test_the_distribution_counts_what_its_users_get(watched: Watched) -> None:
    watched.upload("index.html", "hello")
    watched.serve(BROKEN)
    watched.get("/")
    watched.get("/api/subjects")

    rate = until(lambda: distribution_rate(watched))

    assert rate == 50.0


def test_latencies_are_real_and_percentiles_of_them_can_be_asked_for(watched: Watched) -> None:
    watched.serve(SLOW)
    for _ in range(3):
        watched.get("/api/subjects")
    dimensions = [
        {"Name": "ApiName", "Value": watched.api_name},
        {"Name": "Stage", "Value": watched.environment},
    ]

    p95 = until(lambda: statistic(watched.clients, "AWS/ApiGateway", "Latency", dimensions, "p95"))

    assert p95 >= 400


def distribution_rate(watched: Watched) -> float:
    dimensions = [
        {"Name": "DistributionId", "Value": watched.distribution_id},
        {"Name": "Region", "Value": "Global"},
    ]
    of = (watched.clients, "AWS/CloudFront")
    requests = statistic(*of, "Requests", dimensions, "Sum")
    return statistic(*of, "5xxErrorRate", dimensions, "Average") if requests == 2 else 0.0


def statistic(
    clients: Clients, namespace: str, name: str, dimensions: list[dict[str, str]], stat: str
) -> float:
    now = datetime.now(UTC)
    metric = {"Namespace": namespace, "MetricName": name, "Dimensions": dimensions}
    query = {"Id": "m", "MetricStat": {"Metric": metric, "Period": 3600, "Stat": stat}}
    answer = clients.of("cloudwatch").get_metric_data(
        MetricDataQueries=[query],
        StartTime=now - timedelta(minutes=30),
        EndTime=now + timedelta(minutes=1),
    )
    values = answer["MetricDataResults"][0]["Values"]
    return float(values[0]) if values else 0.0
