"""The component's own alarms, declared without the engine."""

from typing import Any

from components.triggers import Trigger, TriggerSources, triggers
from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.deployment import Deployment


def declare_alarms(deployment: Deployment, health_check_id: str = "none") -> dict[str, str]:
    """Exactly the component's triggers; name of the trigger -> name of the alarm."""
    sources = TriggerSources(
        region="us-east-1",
        api_name=deployment.api_name,
        stage=deployment.environment,
        distribution_id=deployment.distribution_id,
        health_check_id=health_check_id,
        acl_name="test",
        dead_letter_queues={},
    )
    return {
        each.name: _declare(deployment.clients, deployment.environment, each)
        for each in triggers(sources)
    }


def _declare(clients: Clients, environment: str, trigger: Trigger) -> str:
    name = f"clinical-trial-{environment}-{trigger.name}"
    clients.of("cloudwatch").put_metric_alarm(
        AlarmName=name,
        AlarmDescription=trigger.description,
        ComparisonOperator=trigger.comparison,
        Threshold=trigger.threshold,
        EvaluationPeriods=trigger.minutes,
        DatapointsToAlarm=trigger.minutes,
        Metrics=[_query(query) for query in trigger.queries],
        TreatMissingData="notBreaching",
    )
    return name


def _query(query: dict[str, Any]) -> dict[str, Any]:
    document = {"Id": query["id"], "ReturnData": query["return_data"]}
    if "expression" in query:
        return document | {"Expression": query["expression"], "Label": query["label"]}
    measured = query["metric"]
    return document | {
        "MetricStat": {
            "Metric": {
                "Namespace": measured["namespace"],
                "MetricName": measured["metric_name"],
                "Dimensions": [
                    {"Name": name, "Value": value} for name, value in measured["dimensions"].items()
                ],
            },
            "Period": measured["period"],
            "Stat": measured["stat"],
        }
    }
