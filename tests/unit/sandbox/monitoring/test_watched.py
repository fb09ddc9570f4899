import pytest

from sandbox.monitoring.alarm import Query
from sandbox.monitoring.expression import ExpressionError
from sandbox.monitoring.series import Series
from sandbox.monitoring.watched import data_points
from tests.unit.sandbox.monitoring.declared import alarm, query


def reading(**known: Series) -> "dict[str, Series]":
    return known


def test_an_expression_is_worked_out_over_the_evaluation_range() -> None:
    watched = alarm(
        query("requests"),
        query("failed"),
        query("rate", "100 * failed / requests"),
        query("watched", "IF(requests >= 20, rate, 0)", returned=True),
    )
    known = reading(requests={0: 50, 1: 10, 2: 100}, failed={0: 5, 1: 10, 2: 1})

    assert data_points(watched, lambda asked: known[asked.id]) == (10.0, 0, 1.0)


def test_a_single_metric_is_what_is_watched() -> None:
    assert data_points(alarm(periods=2, breaches=2), lambda _: {3: 7.0}) == (None, None, None, 7.0)


def test_a_query_that_refers_to_itself_is_refused() -> None:
    watched = alarm(query("a", "b + 1"), query("b", "a + 1", returned=True))

    with pytest.raises(ExpressionError):
        data_points(watched, _nothing)


def test_a_constant_is_nothing_to_watch() -> None:
    with pytest.raises(ExpressionError, match="no time series"):
        data_points(alarm(query("a", "1 + 1", returned=True)), _nothing)


def _nothing(_: Query) -> Series:
    return {}
