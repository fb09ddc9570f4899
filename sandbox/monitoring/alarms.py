"""Judges the deployed alarms. Reads moto's memory and a store; sets states through the API.

Each alarm is judged once a minute, when the minute is complete, and at once when it is new or was
changed: a state that somebody sets lasts until then, as on AWS
(https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html).
"""

import logging
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from botocore.exceptions import ClientError
from moto.cloudwatch.models import cloudwatch_backends

from sandbox.identities import ACCOUNT
from sandbox.monitoring.alarm import Alarm, AlarmError, Query, alarm_of
from sandbox.monitoring.evaluation import Judgement, judge
from sandbox.monitoring.expression import ExpressionError
from sandbox.monitoring.metrics import Metric, Store
from sandbox.monitoring.minute import MINUTE
from sandbox.monitoring.reasons import reason, reason_data
from sandbox.monitoring.series import Series
from sandbox.monitoring.statistic import UnknownStatisticError, statistic
from sandbox.monitoring.watched import MORE, data_points
from sandbox.own_clients import own_client

log: Final = logging.getLogger("sandbox")


class Alarms:
    """All alarms of all regions."""

    def __init__(self, store: Store, endpoint: str) -> None:
        """Start without having judged any.

        Args:
            store: what was measured.
            endpoint: URL of the sandbox's AWS.
        """
        self._store = store
        self._endpoint = endpoint
        # ARN -> the minute and the configuration that it was judged by.
        self._judged: dict[str, tuple[int, datetime]] = {}

    def look(self, now: float) -> None:
        """Judge what is due.

        Args:
            now: seconds since 1970; minutes that ended before that are complete.
        """
        end = self._store.index(now)
        for region in list(cloudwatch_backends[ACCOUNT]):
            for kept in list(cloudwatch_backends[ACCOUNT][region].alarms.values()):
                due = (end, kept.configuration_updated_timestamp)
                if self._judged.get(kept.alarm_arn) != due:
                    self._judged[kept.alarm_arn] = due
                    self._judge(kept, end)

    def _judge(self, kept: Any, end: int) -> None:
        try:
            alarm = alarm_of(kept)
            values = data_points(alarm, lambda query: self._read(alarm, query, end))
        except (AlarmError, ExpressionError, UnknownStatisticError) as error:
            log.warning("alarm %s is not evaluated: %s", kept.name, error)
            return
        judgement = judge(alarm, values)
        if judgement.state != alarm.state.value:
            self._set(alarm, judgement, end)

    def _set(self, alarm: Alarm, judgement: Judgement, end: int) -> None:
        def begin(age: int) -> datetime:
            """When the period of so many periods ago began."""
            minutes = end - age * (alarm.period // MINUTE)
            return datetime.fromtimestamp(minutes * self._store.minute, UTC)

        try:
            _client(self._endpoint, alarm.region).set_alarm_state(
                AlarmName=alarm.name,
                StateValue=judgement.state,
                StateReason=reason(alarm, judgement, begin),
                StateReasonData=reason_data(alarm, judgement, begin, datetime.now(UTC)),
            )
        except ClientError as error:
            log.warning("alarm %s is gone: %s", alarm.name, error)
            return
        log.info("alarm %s is %s, was %s", alarm.name, judgement.state, alarm.state.value)

    def _read(self, alarm: Alarm, query: Query, end: int) -> Series:
        """A metric's statistic over the alarm's evaluation range."""
        if query.metric is None or query.stat is None:
            raise ExpressionError(f"query {query.id!r} has neither metric nor expression")
        length = query.period // MINUTE
        looked_at = alarm.periods + MORE
        series: Series = {}
        for period in range(looked_at):
            first = end - (looked_at - period) * length
            minutes = range(first, first + length)
            counts = self._store.counts(query.metric, minutes) + self._put(query.metric, minutes)
            value = statistic(query.stat, counts)
            if value is not None:
                series[period] = value
        return series

    def _put(self, measured: Metric, minutes: range) -> Counter[float]:
        """What was put with PutMetricData."""
        data = list(cloudwatch_backends[ACCOUNT][measured.region].metric_data)
        return Counter(
            datum.value
            for datum in data
            if datum.name == measured.name
            and datum.namespace == measured.namespace
            and _dimensions(datum) == measured.dimensions
            and hasattr(datum, "value")
            and self._store.index(_seconds(datum.timestamp)) in minutes
        )


def _dimensions(datum: Any) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((each.name, each.value) for each in datum.dimensions))


def _seconds(moment: datetime) -> float:
    """Since 1970; moto's times are UTC without saying so."""
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return (aware - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(seconds=1)


@cache
def _client(endpoint: str, region: str) -> Any:
    return own_client("cloudwatch", endpoint, region)
