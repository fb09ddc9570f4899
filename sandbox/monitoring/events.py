"""CloudWatch's event of an alarm that changed its state. Pure.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
"""

from typing import Any, Final

from sandbox.identities import ACCOUNT
from sandbox.monitoring.alarm import Alarm, Query, State
from sandbox.monitoring.reasons import timestamp

DETAIL_TYPE: Final = "CloudWatch Alarm State Change"

Event = dict[str, Any]


def state_change(alarm: Alarm, former: State, identifier: str) -> Event:
    """The event.

    Args:
        alarm: the alarm in its new state.
        former: the state that it had.
        identifier: the event's id.
    """
    return {
        "version": "0",
        "id": identifier,
        "detail-type": DETAIL_TYPE,
        "source": "aws.cloudwatch",
        "account": ACCOUNT,
        "time": alarm.state.since.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": alarm.region,
        "resources": [alarm.arn],
        "detail": {
            "alarmName": alarm.name,
            "configuration": _configuration(alarm),
            "previousState": _state(former),
            "state": _state(alarm.state),
        },
    }


def _configuration(alarm: Alarm) -> dict[str, Any]:
    described = {"description": alarm.description} if alarm.description else {}
    return described | {"metrics": [_query(query) for query in alarm.queries]}


def _query(query: Query) -> dict[str, Any]:
    document: dict[str, Any] = {"id": query.id, "returnData": query.returned}
    if query.label is not None:
        document["label"] = query.label
    if query.expression is not None:
        document["expression"] = query.expression
    if query.metric is not None:
        document["metricStat"] = {
            "metric": {
                "namespace": query.metric.namespace,
                "name": query.metric.name,
                "dimensions": dict(query.metric.dimensions),
            },
            "period": query.period,
            "stat": query.stat,
        }
    return document


def _state(state: State) -> dict[str, str]:
    document = {"value": state.value, "reason": state.reason, "timestamp": timestamp(state.since)}
    # A state that somebody set has no data, nor has an alarm's first one.
    return document | ({"reasonData": state.reason_data} if len(state.reason_data) > 2 else {})
