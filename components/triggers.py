"""The thresholds of the written procedure (section "Monitoring Triggers") as alarms. Pure.

Rates are metric math with a least number of requests: one failed request at night is no incident,
and no data never triggers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pulumi

from automation.core.trigger import MINIMUM_REQUESTS
from components.firewall import GLOBAL_REGION
from components.metrics import (
    Query,
    api_dimensions,
    computed,
    distribution_dimensions,
    measured,
)

FIREWALL_BLOCKS: Final = 500

_ABOVE: Final = "GreaterThanThreshold"
_BELOW: Final = "LessThanThreshold"


@dataclass(frozen=True)
class Trigger:
    """One alarm: the watched value breaches the threshold for so many minutes in a row."""

    name: str
    description: str
    queries: tuple[Query, ...]
    comparison: str
    threshold: float
    minutes: int
    region: str
    urgent: bool = field(default=False)


@dataclass(frozen=True)
class TriggerSources:
    """What the alarms measure."""

    region: str
    api_name: str
    stage: str
    distribution_id: pulumi.Input[str]
    health_check_id: pulumi.Input[str]
    acl_name: str
    dead_letter_queues: Mapping[str, str]


def triggers(sources: TriggerSources) -> tuple[Trigger, ...]:
    """All alarms of an environment."""
    return (
        _errors_fast(sources),
        _errors_slow(sources),
        _slow_responses(sources),
        _availability(sources),
        _health(sources),
        _firewall(sources),
        *(
            _dead_letters(service, queue, sources)
            for service, queue in sources.dead_letter_queues.items()
        ),
    )


def _errors_fast(sources: TriggerSources) -> Trigger:
    return Trigger(
        name="errors-fast",
        description="More than 5 % of API requests failed in one minute: roll back at once",
        queries=_error_rate(sources),
        comparison=_ABOVE,
        threshold=5,
        minutes=1,
        region=sources.region,
        urgent=True,
    )


def _errors_slow(sources: TriggerSources) -> Trigger:
    return Trigger(
        name="errors-slow",
        description="More than 1 % of API requests failed for 5 minutes: roll back",
        queries=_error_rate(sources),
        comparison=_ABOVE,
        threshold=1,
        minutes=5,
        region=sources.region,
        urgent=True,
    )


def _slow_responses(sources: TriggerSources) -> Trigger:
    dimensions = api_dimensions(sources.api_name, sources.stage)
    return Trigger(
        name="latency-p95",
        description="95th percentile of the API above 2000 ms for 10 minutes: ask the on-call "
        "engineer for a rollback",
        queries=(
            measured("requests", "AWS/ApiGateway", "Count", dimensions, "Sum"),
            measured("latency", "AWS/ApiGateway", "Latency", dimensions, "p95"),
            computed(_if_enough("latency", otherwise=0), "95th percentile, ms"),
        ),
        comparison=_ABOVE,
        threshold=2000,
        minutes=10,
        region=sources.region,
    )


def _availability(sources: TriggerSources) -> Trigger:
    """As users see it: the distribution in front of both site and API."""
    dimensions = distribution_dimensions(sources.distribution_id)
    return Trigger(
        name="availability",
        description="Less than 99 % of requests answered for 5 minutes",
        queries=(
            measured("requests", "AWS/CloudFront", "Requests", dimensions, "Sum"),
            measured("failed", "AWS/CloudFront", "5xxErrorRate", dimensions, "Average"),
            computed(_if_enough("100 - failed", otherwise=100), "availability, %"),
        ),
        comparison=_BELOW,
        threshold=99,
        minutes=5,
        region=GLOBAL_REGION,
        urgent=True,
    )


def _health(sources: TriggerSources) -> Trigger:
    """Source: Route 53 Developer Guide, "Monitoring health checks using CloudWatch"."""
    dimensions = {"HealthCheckId": sources.health_check_id}
    return Trigger(
        name="health",
        description="/api/health failed three times in a row, asked every 30 seconds",
        queries=(
            measured("status", "AWS/Route53", "HealthCheckStatus", dimensions, "Minimum"),
            computed("status * 1", "healthy, 1 or 0"),
        ),
        comparison=_BELOW,
        threshold=1,
        minutes=1,
        region=GLOBAL_REGION,
        urgent=True,
    )


def _firewall(sources: TriggerSources) -> Trigger:
    """Source: AWS WAF Developer Guide, "AWS WAF metrics and dimensions"."""
    dimensions: dict[str, pulumi.Input[str]] = {"WebACL": sources.acl_name, "Rule": "ALL"}
    return Trigger(
        name="firewall-blocks",
        description=f"The firewall blocks more than {FIREWALL_BLOCKS} requests a minute for "
        "5 minutes: an attack, or a rule that blocks users",
        queries=(
            measured("blocked", "AWS/WAFV2", "BlockedRequests", dimensions, "Sum"),
            computed("FILL(blocked, 0)", "blocked requests"),
        ),
        comparison=_ABOVE,
        threshold=FIREWALL_BLOCKS,
        minutes=5,
        region=GLOBAL_REGION,
    )


def _dead_letters(service: str, queue: str, sources: TriggerSources) -> Trigger:
    dimensions: dict[str, pulumi.Input[str]] = {"QueueName": queue}
    metric = "ApproximateNumberOfMessagesVisible"
    return Trigger(
        name=f"dead-letters-{service}",
        description=f"Events that {service} failed to process wait in {queue}",
        queries=(
            measured("waiting", "AWS/SQS", metric, dimensions, "Maximum"),
            computed("FILL(waiting, 0)", "waiting events"),
        ),
        comparison=_ABOVE,
        threshold=0,
        minutes=1,
        region=sources.region,
    )


def _error_rate(sources: TriggerSources) -> tuple[Query, ...]:
    dimensions = api_dimensions(sources.api_name, sources.stage)
    return (
        measured("requests", "AWS/ApiGateway", "Count", dimensions, "Sum"),
        measured("failed", "AWS/ApiGateway", "5XXError", dimensions, "Sum"),
        computed(_if_enough("100 * failed / requests", otherwise=0), "error rate, %"),
    )


def _if_enough(expression: str, otherwise: int) -> str:
    return f"IF(requests >= {MINIMUM_REQUESTS}, {expression}, {otherwise})"
