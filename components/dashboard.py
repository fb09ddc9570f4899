"""The dashboard that an on-call engineer opens first: is it broken, where, since when. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from automation.core.names import ALIAS, function_name
from components.firewall import GLOBAL_REGION
from components.metrics import MINUTE

Widget = dict[str, Any]
_WIDE = 24
_HALF = 12
_THIRD = 8


@dataclass(frozen=True)
class DashboardArgs:
    """What the widgets show; functions and queues by service."""

    environment: str
    region: str
    api_name: str
    stage: str
    distribution_id: pulumi.Input[str]
    cluster_id: pulumi.Input[str]
    acl_name: str
    functions: Mapping[str, str]
    dead_letter_queues: Mapping[str, str]
    alarm_arns: Sequence[pulumi.Input[str]]


def dashboard_body(args: DashboardArgs) -> pulumi.Output[str]:
    """Rows from what users notice down to what may be the cause.

    Source: CloudWatch API reference, "Dashboard body structure and syntax".
    """
    rows = [
        [_help(args)],
        [_alarms(args)],
        [_api_traffic(args), _api_latency(args), _availability(args)],
        [_function_errors(args), _function_duration(args), _function_throttles(args)],
        [_database_load(args), _database_connections(args), _firewall(args)],
        [_dead_letters(args), _error_log(args)],
    ]
    return pulumi.Output.json_dumps({"start": "-PT3H", "widgets": _place(rows)})


def _place(rows: list[list[Widget]]) -> list[Widget]:
    placed, y = [], 0
    for row in rows:
        x = 0
        for widget in row:
            placed.append({**widget, "x": x, "y": y})
            x += widget["width"]
        y += max(widget["height"] for widget in row)
    return placed


def _help(args: DashboardArgs) -> Widget:
    text = (
        f"# Clinical trial platform, {args.environment}\n"
        "What was taken back: `python -m automation.rollback runs {env}` · "
        "take it back: `python -m automation.rollback {env} --to <commit>` · "
        "who holds it: `python -m automation.hold {env}`"
    ).replace("{env}", args.environment)
    return {"type": "text", "width": _WIDE, "height": 2, "properties": {"markdown": text}}


def _alarms(args: DashboardArgs) -> Widget:
    properties = {"title": "Alarms", "alarms": list(args.alarm_arns)}
    return {"type": "alarm", "width": _WIDE, "height": 3, "properties": properties}


def _api_traffic(args: DashboardArgs) -> Widget:
    names = ("AWS/ApiGateway", "ApiName", args.api_name, "Stage", args.stage)
    namespace, *dimensions = names
    metrics = [
        [namespace, "Count", *dimensions, {"label": "requests", "stat": "Sum"}],
        [namespace, "4XXError", *dimensions, {"label": "refused (4xx)", "stat": "Sum"}],
        [
            namespace,
            "5XXError",
            *dimensions,
            {"label": "failed (5xx)", "stat": "Sum", "color": "#d62728"},
        ],
    ]
    return _graph("API requests", _THIRD, args.region, metrics)


def _api_latency(args: DashboardArgs) -> Widget:
    metrics = [
        [
            *("AWS/ApiGateway", "Latency", "ApiName", args.api_name, "Stage", args.stage),
            {"label": stat, "stat": stat},
        ]
        for stat in ("p50", "p95", "p99")
    ]
    return _graph("API latency, ms", _THIRD, args.region, metrics, limit=2000)


def _availability(args: DashboardArgs) -> Widget:
    dimensions = ("DistributionId", args.distribution_id, "Region", "Global")
    metrics: list[list[Any]] = [
        [
            *("AWS/CloudFront", "5xxErrorRate", *dimensions),
            {"id": "failed", "visible": False, "stat": "Average"},
        ],
        [{"expression": "100 - failed", "label": "answered, %"}],
    ]
    return _graph("Availability for users, %", _THIRD, GLOBAL_REGION, metrics, limit=99)


def _function_errors(args: DashboardArgs) -> Widget:
    return _by_function("Function errors", args, "Errors", "Sum")


def _function_duration(args: DashboardArgs) -> Widget:
    return _by_function("Function duration p95, ms", args, "Duration", "p95")


def _function_throttles(args: DashboardArgs) -> Widget:
    return _by_function("Function throttles", args, "Throttles", "Sum")


def _by_function(title: str, args: DashboardArgs, metric: str, stat: str) -> Widget:
    """Behind the alias only: that is what users are served."""
    metrics = [
        [
            *("AWS/Lambda", metric, "FunctionName", name, "Resource", f"{name}:{ALIAS}"),
            {"label": service, "stat": stat},
        ]
        for service, name in args.functions.items()
    ]
    return _graph(title, _THIRD, args.region, metrics)


def _database_load(args: DashboardArgs) -> Widget:
    dimensions = ("DBClusterIdentifier", args.cluster_id)
    metrics = [
        ["AWS/RDS", "ServerlessDatabaseCapacity", *dimensions, {"label": "capacity units"}],
        ["AWS/RDS", "CPUUtilization", *dimensions, {"label": "CPU, %", "yAxis": "right"}],
    ]
    return _graph("Database load", _THIRD, args.region, metrics)


def _database_connections(args: DashboardArgs) -> Widget:
    dimensions = ("DBClusterIdentifier", args.cluster_id)
    metrics = [
        ["AWS/RDS", "DatabaseConnections", *dimensions, {"label": "connections"}],
        ["AWS/RDS", "Deadlocks", *dimensions, {"label": "deadlocks a second", "yAxis": "right"}],
    ]
    return _graph("Database connections", _THIRD, args.region, metrics)


def _firewall(args: DashboardArgs) -> Widget:
    dimensions = ("WebACL", args.acl_name, "Rule", "ALL")
    metrics = [
        ["AWS/WAFV2", name, *dimensions, {"label": label, "stat": "Sum"}]
        for name, label in (("AllowedRequests", "let through"), ("BlockedRequests", "blocked"))
    ]
    return _graph("Firewall", _THIRD, GLOBAL_REGION, metrics)


def _dead_letters(args: DashboardArgs) -> Widget:
    metrics = [
        [
            *("AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue),
            {"label": service, "stat": "Maximum"},
        ]
        for service, queue in args.dead_letter_queues.items()
    ]
    return _graph("Events that could not be processed", _HALF, args.region, metrics)


def _error_log(args: DashboardArgs) -> Widget:
    groups = " | ".join(
        f"SOURCE '/aws/lambda/{function_name(service, args.environment)}'"
        for service in args.functions
    )
    query = (
        f"{groups} | fields @timestamp, @log, message | filter level = 'ERROR' "
        "| sort @timestamp desc | limit 20"
    )
    properties = {"title": "Newest errors", "query": query, "region": args.region, "view": "table"}
    return {"type": "log", "width": _HALF, "height": 6, "properties": properties}


def _graph(
    title: str, width: int, region: str, metrics: list[list[Any]], limit: float | None = None
) -> Widget:
    properties: dict[str, Any] = {
        "title": title,
        "view": "timeSeries",
        "region": region,
        "period": MINUTE,
        "metrics": metrics,
    }
    if limit is not None:
        line = {"label": "alarm", "value": limit, "color": "#d62728"}
        properties["annotations"] = {"horizontal": [line]}
    return {"type": "metric", "width": width, "height": 6, "properties": properties}
