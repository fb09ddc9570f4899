"""The platform's alarms. I/O: CloudWatch, read only."""

from typing import Any

from automation.core.names import AUTOMATIC_ROLLBACK, PROJECT
from automation.gateways.aws import client


class AlarmsGateway:
    """One environment's metric alarms, found by the start of their names."""

    def __init__(self, environment: str) -> None:
        self.environment = environment
        self._cloudwatch: Any = client("cloudwatch")

    def firing(self) -> tuple[str, ...]:
        """Names of the environment's alarms that are in ALARM, sorted.

        Those about the automatic rollback itself are left out: a run that it goes on with would
        wait for the alarm that its own first attempt raised.
        """
        pages = self._cloudwatch.get_paginator("describe_alarms").paginate(
            AlarmNamePrefix=f"{PROJECT}-", StateValue="ALARM"
        )
        return tuple(
            sorted(
                alarm["AlarmName"]
                for page in pages
                for alarm in page.get("MetricAlarms", ())
                # Asked for by state already, but moto ignores that where a prefix is given too.
                if alarm["StateValue"] == "ALARM"
                and self.environment in alarm["AlarmName"].split("-")
                and AUTOMATIC_ROLLBACK not in alarm["AlarmName"]
            )
        )
