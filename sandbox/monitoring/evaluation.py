"""Which state an alarm's data points mean. Pure.

Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html and
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html: where
enough real data points are in the evaluation range the latest N of them are judged, and how missing
data is treated does not matter; otherwise what is missing is filled in, as seldom as possible.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sandbox.monitoring.alarm import Alarm

OK: Final = "OK"
ALARM: Final = "ALARM"
INSUFFICIENT_DATA: Final = "INSUFFICIENT_DATA"

_COMPARE: Final[dict[str, Callable[[float, float], bool]]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


@dataclass(frozen=True)
class Point:
    """A data point; its age in periods, the latest complete one being 1."""

    value: float
    age: int


@dataclass(frozen=True)
class Judgement:
    """What the data points mean.

    Attributes:
        state: the state that the alarm is to have.
        judged: the real data points that it rests on, the oldest first.
        filled: how many were missing and treated as the alarm says.
    """

    state: str
    judged: tuple[Point, ...]
    filled: int


def judge(alarm: Alarm, values: tuple[float | None, ...]) -> Judgement:
    """Judge the data points of an evaluation range.

    Args:
        alarm: the alarm.
        values: the oldest first, up to the latest complete period; None where one is missing.
    """
    real = tuple(
        Point(value, len(values) - position)
        for position, value in enumerate(values)
        if value is not None
    )
    if len(real) >= alarm.periods:
        latest = real[len(real) - alarm.periods :]
        return Judgement(_by_count(alarm, len(_breaching(alarm, latest))), latest, 0)
    filled = alarm.periods - len(real)
    return Judgement(_with_missing(alarm, real, filled), real, filled)


def _with_missing(alarm: Alarm, real: tuple[Point, ...], filled: int) -> str:
    breaching = len(_breaching(alarm, real))
    match alarm.missing:
        case "breaching":
            return _by_count(alarm, breaching + filled)
        case "notBreaching":
            return _by_count(alarm, breaching)
    if breaching >= alarm.breaches:
        return ALARM
    if breaching < len(real):
        return OK
    return _unsure(alarm, real)


def _unsure(alarm: Alarm, real: tuple[Point, ...]) -> str:
    """Nothing but breaches, too few of them, or nothing at all.

    Where what is missing is not ignored, a breach that is as old as the data points that are
    wanted is enough; until then the alarm stays as it is rather than being raised too early.
    """
    if alarm.missing == "ignore":
        return alarm.state.value
    if not real:
        return INSUFFICIENT_DATA
    return ALARM if real[0].age >= alarm.breaches else alarm.state.value


def _by_count(alarm: Alarm, breaching: int) -> str:
    return ALARM if breaching >= alarm.breaches else OK


def _breaching(alarm: Alarm, points: tuple[Point, ...]) -> list[Point]:
    breaches = _COMPARE[alarm.comparison]
    return [point for point in points if breaches(point.value, alarm.threshold)]
