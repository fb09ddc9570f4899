"""What AWS measures of a request. Pure.

Sources:
- https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
- https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
- https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
- https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
"""

from collections.abc import Iterator
from typing import Final

from sandbox.identities import REGION
from sandbox.monitoring.metrics import Metric, metric

# Where metrics of what has no region lie.
GLOBAL_REGION: Final = "us-east-1"
Measured = Iterator[tuple[Metric, float]]


def api_request(api_name: str, stage: str, status: int, milliseconds: float) -> Measured:
    """A request that reached a stage of a REST API."""
    values = {
        "Count": 1.0,
        "4XXError": float(400 <= status < 500),
        "5XXError": float(status >= 500),
        "Latency": float(round(milliseconds)),
    }
    for name, value in values.items():
        yield metric(REGION, "AWS/ApiGateway", name, ApiName=api_name, Stage=stage), value


def distribution_request(distribution_id: str, status: int) -> Measured:
    """A request of a viewer; rates are percentages, whose average over requests is the rate."""
    values = {
        "Requests": 1.0,
        "4xxErrorRate": 100.0 * (400 <= status < 500),
        "5xxErrorRate": 100.0 * (status >= 500),
    }
    for name, value in values.items():
        yield (
            metric(
                GLOBAL_REGION,
                "AWS/CloudFront",
                name,
                DistributionId=distribution_id,
                Region="Global",
            ),
            value,
        )


def blocked_request(acl_metric: str) -> Measured:
    """A request that a web ACL of a distribution blocked; whatever the rule."""
    blocked = metric(GLOBAL_REGION, "AWS/WAFV2", "BlockedRequests", WebACL=acl_metric, Rule="ALL")
    yield blocked, 1.0


def function_run(name: str, *, failed: bool, milliseconds: float) -> Measured:
    """A run of a function's code."""
    values = {"Invocations": 1.0, "Errors": float(failed), "Duration": float(round(milliseconds))}
    for measured, value in values.items():
        yield metric(REGION, "AWS/Lambda", measured, FunctionName=name), value
