"""The data points that an alarm judges: its metrics read, its expressions worked out. Pure.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
(for a period of a minute or more an alarm looks once a minute at the periods that end then, and
at some more than it judges: the evaluation range).
"""

from collections.abc import Callable
from typing import Final

from sandbox.monitoring.alarm import Alarm, Query
from sandbox.monitoring.expression import ExpressionError, parse, references
from sandbox.monitoring.series import Series, work_out

# By how many periods the evaluation range is longer than what is judged, as in AWS's examples.
MORE: Final = 2

# The series of a metric's statistic over the evaluation range.
Read = Callable[[Query], Series]


def data_points(alarm: Alarm, read: Read) -> tuple[float | None, ...]:
    """What the alarm watches, the oldest period first; None where there is no data point.

    Args:
        alarm: the alarm.
        read: reads one of its metrics.

    Raises:
        ExpressionError: it can't be worked out.
    """
    looked_at = alarm.periods + MORE
    value = _resolve(alarm, alarm.watched, read, looked_at, ())
    return tuple(value.get(period) for period in range(looked_at))


def _resolve(alarm: Alarm, wanted: str, read: Read, periods: int, path: tuple[str, ...]) -> Series:
    query = next((each for each in alarm.queries if each.id == wanted), None)
    if query is None or wanted in path:
        raise ExpressionError(f"query {wanted!r} is missing, or refers to itself")
    if query.expression is None:
        return read(query)
    node = parse(query.expression)
    known = {
        name: _resolve(alarm, name, read, periods, (*path, wanted)) for name in references(node)
    }
    value = work_out(node, known, periods)
    if not isinstance(value, dict):
        raise ExpressionError(f"{query.expression!r} is no time series")
    return value
