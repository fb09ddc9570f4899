"""Health checks, queues and functions, and what somebody puts: each as its alarm sees it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.functions import answering
from tests.functional.sandbox.monitoring.queues import Queue
from tests.functional.sandbox.monitoring.watched import BROKEN, Watched, until

pytestmark = pytest.mark.functional


@pytest.fixture
def health_check(watched: Watched) -> Iterator[str]:
    """As the component declares it."""
    route53 = watched.clients.of("route53")
    host = watched.clients.cloudfront.get_distribution(Id=watched.distribution_id)
    made = route53.create_health_check(
        CallerReference=uuid4().hex,
        HealthCheckConfig={
            "Type": "HTTPS",
            "FullyQualifiedDomainName": host["Distribution"]["DomainName"],
            "Port": 443,
            "ResourcePath": "/api/health",
            "RequestInterval": 30,
            "FailureThreshold": 3,
        },
    )["HealthCheck"]["Id"]
    yield made
    route53.delete_health_check(HealthCheckId=made)


@pytest.fixture
def queue(hasty_clients: Clients) -> Iterator[Queue]:
    made = Queue(hasty_clients)
    yield made
    made.remove()


def alarm_on(
    clients: Clients, namespace: str, metric: str, dimensions: dict[str, str], **changes: Any
) -> str:
    name = f"alarm-{uuid4().hex[:8]}"
    settings: dict[str, Any] = {
        "Statistic": "Maximum",
        "Threshold": 0,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
    }
    clients.of("cloudwatch").put_metric_alarm(
        AlarmName=name,
        Namespace=namespace,
        MetricName=metric,
        Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
        Period=60,
        EvaluationPeriods=1,
        **settings | changes,
    )
    return name


def state(clients: Clients, alarm: str) -> str:
    [found] = clients.of("cloudwatch").describe_alarms(AlarmNames=[alarm])["MetricAlarms"]
    return str(found["StateValue"])


def test_the_health_alarm_follows_what_the_path_answers(
    watched: Watched, health_check: str
) -> None:
    alarm = watched.declare_alarms(health_check)["health"]
    watched.until_state(alarm, "OK")

    watched.serve(BROKEN)
    watched.until_state(alarm, "ALARM")
    watched.serve(answering("well"))

    watched.until_state(alarm, "OK")


def test_a_message_that_waits_raises_the_queues_alarm(hasty_clients: Clients, queue: Queue) -> None:
    dimensions = {"QueueName": queue.name}
    alarm = alarm_on(hasty_clients, "AWS/SQS", "ApproximateNumberOfMessagesVisible", dimensions)
    queue.send("lost")

    until(lambda: state(hasty_clients, alarm) == "ALARM")


def test_a_function_that_fails_raises_its_alarm(hasty_clients: Clients) -> None:
    name = f"failing-{uuid4().hex[:8]}"
    functions.create(hasty_clients, name, BROKEN, Timeout=60)
    alarm = alarm_on(hasty_clients, "AWS/Lambda", "Errors", {"FunctionName": name}, Statistic="Sum")
    hasty_clients.lambda_.invoke(FunctionName=name)

    until(lambda: state(hasty_clients, alarm) == "ALARM")


def test_an_alarm_on_what_somebody_puts_is_judged_too(hasty_clients: Clients) -> None:
    dimensions = {"Site": uuid4().hex}
    alarm = alarm_on(hasty_clients, "trial", "lag", dimensions, Statistic="Sum", Threshold=5)

    hasty_clients.of("cloudwatch").put_metric_data(
        Namespace="trial",
        MetricData=[
            {
                "MetricName": "lag",
                "Dimensions": [{"Name": "Site", "Value": dimensions["Site"]}],
                "Timestamp": datetime.now(UTC),
                "Values": [2.0, 4.0],
            }
        ],
    )

    until(lambda: state(hasty_clients, alarm) == "ALARM")


def test_an_expression_that_is_not_known_leaves_the_alarm_alone(hasty_clients: Clients) -> None:
    cloudwatch = hasty_clients.of("cloudwatch")
    metric = {"Namespace": "trial", "MetricName": "lag"}
    cloudwatch.put_metric_alarm(
        AlarmName="unknown",
        ComparisonOperator="GreaterThanThreshold",
        Threshold=0,
        EvaluationPeriods=1,
        TreatMissingData="breaching",
        Metrics=[
            {
                "Id": "m",
                "ReturnData": False,
                "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"},
            },
            {"Id": "e", "Expression": "ANOMALY_DETECTION_BAND(m)", "ReturnData": True},
        ],
    )
    judged_after_it = alarm_on(hasty_clients, "trial", "lag", {}, TreatMissingData="breaching")

    until(lambda: state(hasty_clients, judged_after_it) == "ALARM")

    assert state(hasty_clients, "unknown") == "INSUFFICIENT_DATA"
