import math
from typing import Any

import pytest

from services.common.refusals import BadRequestError
from services.common.validation import SUBJECT, answers, only, text, whole_number


def test_takes_what_a_form_answers() -> None:
    given = {"pulse": 61, "weight": 70.5, "smoker": False, "remark": "none", "other": None}
    assert answers({"values": given}, "values") == given


@pytest.mark.parametrize(
    "values",
    [
        None,
        [],
        {},
        {"Pulse": 1},
        {"pulse ": 1},
        {"": 1},
        {"pulse": {}},
        {"pulse": math.inf},
        {"pulse": math.nan},
        {"pulse": -math.inf},
        {"pulse": 10**13},
        {"remark": "x" * 501},
        {"remark": "a\0b"},
        {f"f{number}": 1 for number in range(51)},
    ],
)
def test_refuses_what_a_form_can_not_answer(values: Any) -> None:
    with pytest.raises(BadRequestError):
        answers({"values": values}, "values")


@pytest.mark.parametrize("number", ["BER-0001", "B1-123456"])
def test_takes_a_subjects_number(number: str) -> None:
    assert text({"number": number}, "number", SUBJECT) == number


@pytest.mark.parametrize("number", [None, 1, "", "ber-0001", "BER-1", "BER-0001\n", "B-0001 "])
def test_refuses_what_is_no_subjects_number(number: Any) -> None:
    with pytest.raises(BadRequestError, match="number"):
        text({"number": number}, "number", SUBJECT)


@pytest.mark.parametrize("value", [None, "1", 1.0, True, -1, 11])
def test_refuses_what_is_no_whole_number_within_bounds(value: Any) -> None:
    with pytest.raises(BadRequestError):
        whole_number({"version": value}, "version", 0, 10)


def test_refuses_a_field_that_nobody_asked_for_instead_of_dropping_it() -> None:
    only({"a": 1}, "a", "b")
    with pytest.raises(BadRequestError, match="no field 'c'"):
        only({"a": 1, "c": 1}, "a", "b")
