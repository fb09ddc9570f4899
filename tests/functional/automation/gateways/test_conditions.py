"""A second look at an alarm, against CloudWatch."""

from datetime import UTC, datetime
from typing import Any

import pytest

from automation.core.trigger import Signal, alarm_name
from automation.gateways.alarms import AlarmsGateway
from automation.gateways.conditions import AlarmConditions
from tests.builders import NOW
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional


def raised(clients: Clients, name: str, state: str) -> None:
    cloudwatch: Any = clients.of("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName=name,
        Namespace="test",
        MetricName="errors",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="ignore",
    )
    cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="for a test")


def signal(environment: str, name: str = "errors-fast") -> Signal:
    return Signal("alarm", name, environment, "ALARM", NOW, NOW, "")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["errors-fast", "health"])
@pytest.mark.parametrize("state", ["ALARM", "OK", "INSUFFICIENT_DATA"])
def test_tells_the_alarms_state_its_reason_and_since_when(
    environment: str, clients: Clients, name: str, state: str
) -> None:
    before = datetime.now(UTC)
    raised(clients, alarm_name(environment, name), state)

    found = AlarmConditions().look(signal(environment, name))

    assert (found.state, found.reason) == (state, "for a test")
    assert found.since is not None
    assert abs((found.since - before).total_seconds()) < 60


def test_of_an_alarm_that_is_not_there_nobody_knows_anything(environment: str) -> None:
    found = AlarmConditions().look(signal(environment))

    assert (found.state, found.since) == ("INSUFFICIENT_DATA", None)
    assert f"there is no alarm clinical-trial-{environment}-errors-fast" in found.reason


def test_the_alarms_about_the_automatic_rollback_itself_hold_no_run_up(
    environment: str, clients: Clients
) -> None:
    raised(clients, f"clinical-trial-{environment}-automatic-rollback-failed", "ALARM")
    raised(clients, f"clinical-trial-{environment}-errors-fast", "ALARM")

    assert AlarmsGateway(environment).firing() == (f"clinical-trial-{environment}-errors-fast",)
