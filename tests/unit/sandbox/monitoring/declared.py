"""Alarms for the tests."""

from datetime import UTC, datetime
from typing import Any

from sandbox.monitoring.alarm import Alarm, Query, State
from sandbox.monitoring.metrics import metric

SINCE = datetime(2026, 3, 1, 12, 0, 1, 987000, tzinfo=UTC)
REQUESTS = metric("us-east-1", "AWS/ApiGateway", "Count", ApiName="trial", Stage="prod")


def query(identifier: str, expression: str | None = None, *, returned: bool = False) -> Query:
    """A metric, or an expression."""
    return Query(
        id=identifier,
        label="label" if expression else None,
        expression=expression,
        metric=None if expression else REQUESTS,
        stat=None if expression else "Sum",
        period=60,
        returned=returned,
    )


def alarm(*queries: Query, state: str = "OK", **changes: Any) -> Alarm:
    """An alarm above 5 in one data point."""
    asked = queries or (query("m1", returned=True),)
    settings: dict[str, Any] = {
        "name": "errors",
        "arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors",
        "region": "us-east-1",
        "description": "Roll back",
        "queries": asked,
        "watched": next(each.id for each in asked if each.returned),
        "comparison": "GreaterThanThreshold",
        "threshold": 5.0,
        "periods": 1,
        "breaches": 1,
        "missing": "notBreaching",
        "state": State(state, "because", '{"version":"1.0"}', SINCE),
    }
    return Alarm(**settings | changes)
