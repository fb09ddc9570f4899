"""A metric alarm as it was declared. Reads moto's memory of one alarm; decides nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sandbox.monitoring.metrics import Dimensions, Metric
from sandbox.monitoring.minute import MINUTE

COMPARISONS: Final = {
    "GreaterThanThreshold": "greater than",
    "GreaterThanOrEqualToThreshold": "greater than or equal to",
    "LessThanThreshold": "less than",
    "LessThanOrEqualToThreshold": "less than or equal to",
}
# Id of the query of an alarm that watches one metric; CloudWatch draws one by chance.
SINGLE: Final = "m1"


class AlarmError(Exception):
    """An alarm of a kind that is not evaluated here."""


@dataclass(frozen=True)
class Query:
    """One metric or expression of an alarm; `period` in AWS's seconds."""

    id: str
    label: str | None
    expression: str | None
    metric: Metric | None
    stat: str | None
    period: int
    returned: bool


@dataclass(frozen=True)
class State:
    """What an alarm says, why, and since when."""

    value: str
    reason: str
    reason_data: str
    since: datetime


@dataclass(frozen=True)
class Alarm:
    """One metric alarm.

    Attributes:
        queries: what is read and computed; exactly one is watched.
        watched: id of that one.
        periods: how many of the latest data points are judged (N).
        breaches: how many of them make it an alarm (M).
        missing: how missing data is treated.
    """

    name: str
    arn: str
    region: str
    description: str | None
    queries: tuple[Query, ...]
    watched: str
    comparison: str
    threshold: float
    periods: int
    breaches: int
    missing: str
    state: State

    @property
    def period(self) -> int:
        """Length of a period of the watched query, in AWS's seconds."""
        return next(query.period for query in self.queries if query.id == self.watched)

    @property
    def is_math(self) -> bool:
        """Whether it watches an expression."""
        return any(query.id == self.watched and query.expression for query in self.queries)


def alarm_of(kept: Any) -> Alarm:
    """An alarm as moto keeps it.

    Raises:
        AlarmError: it is a composite alarm, or one of a range, or it watches nothing.
    """
    if kept.rule or kept.threshold_metric_id or kept.comparison_operator not in COMPARISONS:
        raise AlarmError("only metric alarms with a threshold are evaluated")
    queries = _queries(kept) if kept.metric_data_queries else (_single(kept),)
    watched = [query for query in queries if query.returned]
    if len(watched) != 1:
        raise AlarmError(f"{len(watched)} of its queries return data; one must")
    return Alarm(
        name=kept.name,
        arn=kept.alarm_arn,
        region=kept.region_name,
        description=kept.description,
        queries=queries,
        watched=watched[0].id,
        comparison=kept.comparison_operator,
        threshold=float(kept.threshold),
        periods=int(kept.evaluation_periods),
        breaches=int(kept.datapoints_to_alarm or kept.evaluation_periods),
        missing=kept.treat_missing_data or "missing",
        state=state_of(kept),
    )


def state_of(kept: Any) -> State:
    """The state of an alarm as moto keeps it, whose times are UTC without saying so."""
    since: datetime = kept.state_updated_timestamp
    return State(
        value=kept.state_value,
        reason=kept.state_reason,
        reason_data=kept.state_reason_data or "",
        since=since.replace(tzinfo=UTC) if since.tzinfo is None else since,
    )


def _single(kept: Any) -> Query:
    return Query(
        id=SINGLE,
        label=None,
        expression=None,
        metric=Metric(
            kept.region_name, kept.namespace, kept.metric_name, _dimensions(kept.dimensions)
        ),
        stat=kept.statistic or kept.extended_statistic,
        period=_whole_minutes(kept.period),
        returned=True,
    )


def _queries(kept: Any) -> tuple[Query, ...]:
    """An expression's period is that of its metrics."""
    stats = [each.metric_stat for each in kept.metric_data_queries if each.metric_stat]
    period = max((_whole_minutes(stat.period) for stat in stats), default=MINUTE)
    return tuple(_query(kept.region_name, each, period) for each in kept.metric_data_queries)


def _query(region: str, kept: Any, period: int) -> Query:
    stat = kept.metric_stat
    measured = stat and Metric(
        region, stat.metric.namespace, stat.metric.metric_name, _dimensions(stat.metric.dimensions)
    )
    return Query(
        id=kept.id,
        label=kept.label,
        expression=kept.expression,
        metric=measured or None,
        stat=stat.stat if stat else None,
        period=period,
        returned=str(kept.return_data).lower() != "false",
    )


def _dimensions(kept: Any) -> Dimensions:
    return tuple(sorted((each.name, each.value) for each in kept))


def _whole_minutes(period: Any) -> int:
    """Nothing is measured more finely than by the minute here."""
    seconds = int(period or MINUTE)
    return max(MINUTE, -(-seconds // MINUTE) * MINUTE)
