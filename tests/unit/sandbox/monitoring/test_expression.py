"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.monitoring.expression import ExpressionError, parse, references
from sandbox.monitoring.series import Series, Value, work_out

PERIODS = 5
series = st.dictionaries(
    st.integers(0, PERIODS - 1), st.floats(-1000, 1000, allow_subnormal=False), max_size=PERIODS
)


def value_of(text: str, **known: Series) -> Value:
    return work_out(parse(text), known, PERIODS)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("10 - 4 - 3", 3.0),
        ("2 * -3", -6.0),
        ("100 * 1 / 8", 12.5),
        ("2 ^ 3 + 1", 9.0),
        ("1 < 2 AND 3 >= 3", 1.0),
        ("1 > 2 || 3 != 4", 1.0),
        ("0 == 1 OR 2 <= 1", 0.0),
        ("CEIL(1.2) + FLOOR(1.8) + ABS(0 - 2)", 5.0),
    ],
)
def test_signs_bind_as_usual(text: str, value: float) -> None:
    assert value_of(text) == value


def test_a_series_is_computed_with_period_by_period() -> None:
    assert value_of("100 * failed / requests", failed={0: 1, 1: 2}, requests={0: 4, 1: 4}) == {
        0: 25.0,
        1: 50.0,
    }


def test_two_series_meet_where_both_have_a_value() -> None:
    assert value_of("a + b", a={0: 1, 1: 1}, b={1: 1, 2: 1}) == {1: 2.0}


def test_what_is_no_number_is_no_data_point() -> None:
    assert value_of("a / b", a={0: 1, 1: 1}, b={0: 0, 1: 2}) == {1: 0.5}
    assert value_of("a ^ b", a={0: -1, 1: 0, 2: 10}, b={0: 0.5, 1: -1, 2: 9999}) == {}


def test_if_chooses_by_period() -> None:
    chosen = value_of("IF(requests >= 20, rate, 0)", requests={0: 19, 1: 20}, rate={0: 9, 1: 9})
    assert chosen == {0: 0, 1: 9}


def test_if_has_nothing_where_what_it_chose_has_nothing() -> None:
    assert value_of("IF(a > 0, b, 0)", a={0: 1, 1: 0}, b={}) == {1: 0}
    assert value_of("IF(a > 0, b)", a={0: 1, 1: 0}, b={0: 7, 1: 7}) == {0: 7}


@given(condition=series, then=series)
def test_if_is_silent_where_its_condition_is_missing(condition: Series, then: Series) -> None:
    chosen = value_of("IF(c >= 20, t, 0)", c=condition, t=then)
    assert isinstance(chosen, dict)
    assert set(chosen) <= set(condition)
    assert all(
        chosen.get(period) == (then.get(period) if value >= 20 else 0)
        for period, value in condition.items()
    )


@given(known=series)
def test_fill_fills_what_is_missing_and_changes_nothing_else(known: Series) -> None:
    filled = value_of("FILL(a, 7)", a=known)
    assert filled == {period: known.get(period, 7) for period in range(PERIODS)}


@given(condition=series, failed=series)
def test_too_few_requests_are_never_a_rate(condition: Series, failed: Series) -> None:
    rate = value_of("IF(n >= 20, 100 * f / n, 0)", n=condition, f=failed)
    assert isinstance(rate, dict)
    assert all(value == 0 for period, value in rate.items() if condition[period] < 20)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "ends too early"),
        ("1 +", "ends too early"),
        ("(1", "ends too early"),
        ("1 2", "unexpected '2'"),
        ("IF(1, 2", "ends too early"),
        ("IF(1 2)", "was expected"),
        ("* 2", "unexpected"),
        ("a $ b", "is not known"),
        ("RATE(a)", "RATE of 1"),
        ("IF(a)", "IF of 1"),
        ("FILL(a, REPEAT)", "'REPEAT'"),
        ("nothing + 1", "'nothing'"),
    ],
)
def test_what_is_not_known_is_refused_by_name(text: str, told: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        value_of(text, a={0: 1})
    assert told in str(caught.value)


def test_references_are_the_ids_it_needs() -> None:
    assert references(parse("IF(a >= 20, 100 * b / -a, 0)")) == {"a", "b"}
