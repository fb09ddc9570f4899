"""What is read as evidence, besides the doors. I/O: reads of Lambda, CloudWatch, its logs and EC2.

Sources: API references of Lambda (ListVersionsByFunction, ListAliases), CloudWatch
(DescribeAlarmHistory), CloudWatch Logs (FilterLogEvents) and EC2 (DescribeFlowLogs).
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any, Final

from botocore.exceptions import ClientError

from automation.core.evidence import Piece, piece_of, without_values
from automation.core.names import PROJECT
from automation.gateways.aws import client, error_code

# Enough to see what happened; all of it stays in CloudWatch for as long as its group keeps it.
LOG_EVENTS: Final = 20_000


class EvidenceSources:
    """Where an environment's evidence is read."""

    def __init__(self, environment: str, function_names: tuple[str, ...]) -> None:
        self._environment = environment
        self._functions = function_names

    def readers(self, since: datetime, now: datetime) -> dict[str, Callable[[], Piece | None]]:
        """What to read, by name; each is read by itself, so that one failing stops no other.

        Args:
            since: from when logs and alarms are looked at.
            now: until when.
        """
        readers: dict[str, Callable[[], Piece | None]] = {
            "alarm-history": lambda: self._alarm_history(since, now),
            "flow-logs": lambda: self._flow_logs(since, now),
            f"logs-apigateway-{PROJECT}-{self._environment}": lambda: self._logs(
                f"/aws/apigateway/{PROJECT}-{self._environment}", since, now
            ),
        }
        for name in self._functions:
            readers[f"function-{name}"] = self._reader_of_function(name)
            readers[f"logs-{name}"] = self._reader_of_logs(f"/aws/lambda/{name}", since, now)
        return readers

    def _reader_of_function(self, name: str) -> Callable[[], Piece]:
        return lambda: self._function(name)

    def _reader_of_logs(
        self, group: str, since: datetime, now: datetime
    ) -> Callable[[], Piece | None]:
        return lambda: self._logs(group, since, now)

    def _function(self, name: str) -> Piece:
        """Each version's configuration and code digest, and the aliases."""
        versions = self._all(self._lambda, "list_versions_by_function", "Versions", name)
        return piece_of(
            f"functions/{name}.json",
            {
                "versions": [without_values(version) for version in versions],
                "aliases": list(self._all(self._lambda, "list_aliases", "Aliases", name)),
            },
        )

    def _alarm_history(self, since: datetime, now: datetime) -> Piece:
        pages = self._cloudwatch.get_paginator("describe_alarm_history").paginate(
            StartDate=since, EndDate=now
        )
        items = [
            item
            for page in pages
            for item in page.get("AlarmHistoryItems", ())
            if self._environment in item["AlarmName"].split("-")
        ]
        return piece_of("alarm-history.json", items)

    def _logs(self, group: str, since: datetime, now: datetime) -> Piece | None:
        """Log lines as they are; None where there is no such group."""
        try:
            events = list(islice(self._events(group, since, now), LOG_EVENTS))
        except ClientError as error:
            if error_code(error) == "ResourceNotFoundException":
                return None
            raise
        return piece_of(
            f"logs{group}.json",
            {
                "group": group,
                "since": since,
                "cut_off": len(events) == LOG_EVENTS,
                "events": events,
            },
        )

    def _flow_logs(self, since: datetime, now: datetime) -> Piece | None:
        """The network's, where they are on and go to CloudWatch Logs; None where none is."""
        found = [
            log
            for page in self._ec2.get_paginator("describe_flow_logs").paginate()
            for log in page["FlowLogs"]
        ]
        if not found:
            return None
        groups = sorted({log["LogGroupName"] for log in found if log.get("LogGroupName")})
        events = {
            group: list(islice(self._events(group, since, now), LOG_EVENTS)) for group in groups
        }
        return piece_of("flow-logs.json", {"flow_logs": found, "events": events})

    def _events(self, group: str, since: datetime, now: datetime) -> Iterator[dict[str, Any]]:
        pages = self._logs_client.get_paginator("filter_log_events").paginate(
            logGroupName=group,
            startTime=int(since.timestamp() * 1000),
            endTime=int(now.timestamp() * 1000),
        )
        return (event for page in pages for event in page["events"])

    @staticmethod
    def _all(service: Any, operation: str, kind: str, name: str) -> Iterator[dict[str, Any]]:
        pages = service.get_paginator(operation).paginate(FunctionName=name)
        return (item for page in pages for item in page[kind])

    @cached_property
    def _lambda(self) -> Any:
        return client("lambda")

    @cached_property
    def _cloudwatch(self) -> Any:
        return client("cloudwatch")

    @cached_property
    def _logs_client(self) -> Any:
        return client("logs")

    @cached_property
    def _ec2(self) -> Any:
        return client("ec2")
