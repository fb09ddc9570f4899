"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.monitoring.evaluation import Judgement, judge
from tests.unit.sandbox.monitoring.declared import alarm

# As in AWS's tables: X breaches, 0 does not, - is missing. The columns are how missing data is
# treated: missing, ignore, breaching, notBreaching. "kept" is the state that the alarm had.
OK, ALARM, NONE, KEPT = "OK", "ALARM", "INSUFFICIENT_DATA", "kept"
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")
THREE_OF_THREE = [
    ("0-X-X", (OK, OK, OK, OK)),
    ("----0", (OK, OK, OK, OK)),
    ("-----", (NONE, KEPT, ALARM, OK)),
    ("0XX-X", (ALARM, ALARM, ALARM, ALARM)),
    ("--X--", (ALARM, KEPT, ALARM, OK)),
]
TWO_OF_THREE = [
    ("0-X-X", (ALARM, ALARM, ALARM, ALARM)),
    ("00X0X", (ALARM, ALARM, ALARM, ALARM)),
    ("0-X--", (OK, OK, ALARM, OK)),
    ("----0", (OK, OK, ALARM, OK)),
    ("---X-", (ALARM, KEPT, ALARM, OK)),
]
values = st.lists(st.none() | st.floats(0, 100), min_size=5, max_size=5).map(tuple)


def points(drawn: str) -> tuple[float | None, ...]:
    return tuple({"X": 9.0, "0": 1.0, "-": None}[each] for each in drawn)


def judged(found: tuple[float | None, ...], **settings: Any) -> Judgement:
    return judge(alarm(**{"periods": 3, "breaches": 3} | settings), found)


@pytest.mark.parametrize("had", ["OK", "ALARM", "INSUFFICIENT_DATA"])
@pytest.mark.parametrize(
    ("drawn", "breaches", "states"),
    [(drawn, 3, states) for drawn, states in THREE_OF_THREE]
    + [(drawn, 2, states) for drawn, states in TWO_OF_THREE],
)
def test_judges_as_the_documented_tables_say(
    drawn: str, breaches: int, states: tuple[str, ...], had: str
) -> None:
    found = tuple(
        judged(points(drawn), breaches=breaches, missing=missing, state=had).state
        for missing in TREATMENTS
    )
    assert found == tuple(had if state == KEPT else state for state in states)


@pytest.mark.parametrize("had", ["OK", "INSUFFICIENT_DATA"])
def test_one_breach_after_silence_waits_for_the_next_data_point(had: str) -> None:
    assert judged(points("----X"), missing="missing", state=had).state == had


@pytest.mark.parametrize(
    ("comparison", "state"),
    [
        ("GreaterThanThreshold", OK),
        ("GreaterThanOrEqualToThreshold", ALARM),
        ("LessThanThreshold", OK),
        ("LessThanOrEqualToThreshold", ALARM),
    ],
)
def test_a_value_at_the_threshold(comparison: str, state: str) -> None:
    assert judged((5.0,) * 5, comparison=comparison).state == state


@given(found=values, breaches=st.integers(1, 3), had=st.sampled_from([OK, ALARM, NONE]))
def test_without_a_breach_missing_data_that_is_good_is_always_ok(
    found: tuple[float | None, ...], breaches: int, had: str
) -> None:
    quiet = tuple(None if value is None or value > 5 else value for value in found)
    assert judged(quiet, breaches=breaches, state=had, missing="notBreaching").state == OK


@given(found=values, breaches=st.integers(1, 3), missing=st.sampled_from(TREATMENTS))
def test_an_alarm_rests_on_enough_breaches_or_on_data_that_is_missing(
    found: tuple[float | None, ...], breaches: int, missing: str
) -> None:
    judgement = judged(found, breaches=breaches, missing=missing, state=OK)
    above = sum(point.value > 5 for point in judgement.judged)
    if judgement.filled == 0:
        assert (judgement.state == ALARM) == (above >= breaches)
    if judgement.state == ALARM and missing == "notBreaching":
        assert above >= breaches


@given(found=values, missing=st.sampled_from(TREATMENTS))
def test_judges_the_latest_real_data_points_only(
    found: tuple[float | None, ...], missing: str
) -> None:
    judgement = judged(found, missing=missing)
    real = [value for value in found if value is not None]
    assert [point.value for point in judgement.judged] == real[-3:]
    assert judgement.filled == max(0, 3 - len(real))
