"""Alarms of a platform on the sandbox, and the handler that they start. I/O: AWS."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from automation.core.release import Verdict
from automation.core.trigger import alarm_name
from automation.gateways.ledger_table import LedgerTable
from automation.handlers.alarm import handle
from tests.functional.automation.miniature.platform import Platform

_LOOK_SECONDS: Final = 0.05


class Context:
    """Lambda's, with all of its time left."""

    def get_remaining_time_in_millis(self) -> int:
        return 900_000


class Alarming:
    """The urgent alarms of one environment."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._cloudwatch = platform.clients.of("cloudwatch")

    def make(self, *names: str) -> None:
        """Alarms that stay as they are set."""
        for name in names:
            self._cloudwatch.put_metric_alarm(
                AlarmName=self._name(name),
                Namespace="test",
                MetricName=name,
                Statistic="Sum",
                Period=60,
                EvaluationPeriods=1,
                Threshold=1,
                ComparisonOperator="GreaterThanThreshold",
                TreatMissingData="ignore",
            )

    def set(self, name: str, state: str) -> datetime:
        """Set an alarm's state; gives when it got into it."""
        self._cloudwatch.set_alarm_state(
            AlarmName=self._name(name), StateValue=state, StateReason="for a test"
        )
        found = self._cloudwatch.describe_alarms(AlarmNames=[self._name(name)])["MetricAlarms"]
        since: datetime = found[0]["StateUpdatedTimestamp"]
        return since

    def count_requests(self, number: float, at: datetime) -> None:
        """Requests to the API, as API Gateway counts them."""
        environment = self._platform.environment
        dimensions = {"ApiName": f"clinical-trial-{environment}", "Stage": environment}
        self._cloudwatch.put_metric_data(
            Namespace="AWS/ApiGateway",
            MetricData=[
                {
                    "MetricName": "Count",
                    "Dimensions": [{"Name": k, "Value": v} for k, v in dimensions.items()],
                    "Timestamp": at - timedelta(minutes=1),
                    "Value": number,
                }
            ],
        )

    def judge_healthy(self, commit: str) -> None:
        """Somebody verified a release."""
        table = LedgerTable(f"clinical-trial-ledger-{self._platform.environment}")
        table.put_new("RELEASE", commit, Verdict(commit=commit, health="healthy"))

    @contextmanager
    def clearing(self, names: tuple[str, ...], version: str) -> Iterator[None]:
        """The alarms clear when users get a version of the API again."""
        ended = threading.Event()

        def watch() -> None:
            function = self._platform.function("api")
            lambda_ = self._platform.clients.lambda_
            while not ended.wait(_LOOK_SECONDS):
                alias = lambda_.get_alias(FunctionName=function, Name="PROD")
                if alias["FunctionVersion"] == version:
                    for name in names:
                        self.set(name, "OK")
                    return

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()

    def remove(self) -> None:
        """Leave no alarm to who comes next."""
        start = alarm_name(self._platform.environment, "")
        found = self._cloudwatch.describe_alarms(AlarmNamePrefix=start)["MetricAlarms"]
        self._cloudwatch.delete_alarms(AlarmNames=[alarm["AlarmName"] for alarm in found])

    def _name(self, name: str) -> str:
        return alarm_name(self._platform.environment, name)


def bring(event: Mapping[str, Any]) -> dict[str, Any]:
    """Start the handler with an event, as EventBridge does."""
    return handle(event, Context())
