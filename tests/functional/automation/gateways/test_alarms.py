"""Alarms against CloudWatch."""

import pytest

from automation.gateways.alarms import AlarmsGateway
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional


def raised(clients: Clients, name: str, state: str = "ALARM") -> None:
    cloudwatch = clients.of("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName=name,
        Namespace="test",
        MetricName="errors",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        # So that it stays as it is set.
        TreatMissingData="ignore",
    )
    cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="test")


def test_raised_alarms_of_the_environment_are_named(environment: str, clients: Clients) -> None:
    raised(clients, f"clinical-trial-{environment}-latency")
    raised(clients, f"clinical-trial-{environment}-error-rate")
    raised(clients, f"clinical-trial-{environment}-availability", "OK")

    assert AlarmsGateway(environment).firing() == (
        f"clinical-trial-{environment}-error-rate",
        f"clinical-trial-{environment}-latency",
    )


def test_alarms_of_others_are_none_of_ours(environment: str, clients: Clients) -> None:
    raised(clients, f"clinical-trial-{environment}x-error-rate")
    raised(clients, f"something-else-{environment}-error-rate")

    assert AlarmsGateway(environment).firing() == ()
