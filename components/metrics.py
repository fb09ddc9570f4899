"""What is measured, as CloudWatch names it: dimensions and metric-math queries. Pure."""

from typing import Any, Final

import pulumi

MINUTE: Final = 60

Query = dict[str, Any]


def api_dimensions(api_name: str, stage: str) -> dict[str, pulumi.Input[str]]:
    """Source: API Gateway Developer Guide, "Amazon API Gateway dimensions and metrics"."""
    return {"ApiName": api_name, "Stage": stage}


def distribution_dimensions(distribution_id: pulumi.Input[str]) -> dict[str, pulumi.Input[str]]:
    """Source: CloudFront Developer Guide, "Getting metrics using the API"."""
    return {"DistributionId": distribution_id, "Region": "Global"}


def measured(
    identifier: str,
    namespace: str,
    metric: str,
    dimensions: dict[str, pulumi.Input[str]],
    stat: str,
) -> Query:
    """One metric a minute, an input to an expression."""
    return {
        "id": identifier,
        "return_data": False,
        "metric": {
            "namespace": namespace,
            "metric_name": metric,
            "dimensions": dimensions,
            "period": MINUTE,
            "stat": stat,
        },
    }


def computed(expression: str, label: str) -> Query:
    """The value that an alarm watches."""
    return {"id": "watched", "expression": expression, "label": label, "return_data": True}
