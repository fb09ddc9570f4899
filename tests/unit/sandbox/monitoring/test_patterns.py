"""https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html"""

from typing import Any

import pytest

from sandbox.monitoring.patterns import PatternError, matches

EVENT = {
    "source": "aws.cloudwatch",
    "resources": ["arn:a", "arn:b"],
    "detail": {
        "alarmName": "clinical-trial-prod-errors-fast",
        "state": {"value": "ALARM"},
        "count": 1,
        "open": True,
    },
}


@pytest.mark.parametrize(
    ("pattern", "matched"),
    [
        ({}, True),
        ({"source": ["aws.cloudwatch"]}, True),
        ({"source": ["aws.ec2", "aws.cloudwatch"]}, True),
        ({"source": ["AWS.cloudwatch"]}, False),
        ({"resources": ["arn:b"]}, True),
        ({"resources": ["arn:c"]}, False),
        ({"detail": {"state": {"value": ["ALARM"]}}}, True),
        ({"detail": {"state": {"value": ["OK"]}}}, False),
        ({"source": ["aws.cloudwatch"], "detail": {"state": {"value": ["OK"]}}}, False),
        ({"detail": {"previousState": {"value": ["OK"]}}}, False),
        ({"detail": {"alarmName": [{"prefix": "clinical-trial-prod-"}]}}, True),
        ({"detail": {"alarmName": [{"prefix": "clinical-trial-dev-"}]}}, False),
        ({"detail": {"alarmName": [{"suffix": "-fast"}]}}, True),
        ({"detail": {"alarmName": [{"suffix": "-slow"}]}}, False),
        ({"detail": {"state": {"value": [{"anything-but": "OK"}]}}}, True),
        ({"detail": {"state": {"value": [{"anything-but": ["OK", "ALARM"]}]}}}, False),
        ({"detail": {"alarmName": [{"anything-but": {"prefix": "clinical"}}]}}, False),
        ({"detail": {"state": {"value": [{"equals-ignore-case": "alarm"}]}}}, True),
        ({"detail": {"mute": [{"exists": False}], "state": {"value": [{"exists": True}]}}}, True),
        ({"detail": {"mute": [{"exists": True}]}}, False),
        ({"detail": {"mute": [{"anything-but": "x"}]}}, False),
        ({"detail": {"count": [1.0], "open": [True]}}, True),
        ({"detail": {"open": [1]}}, False),
        ({"$or": [{"source": ["aws.ec2"]}, {"detail": {"count": [1]}}]}, True),
        ({"$or": [{"source": ["aws.ec2"]}, {"detail": {"count": [2]}}]}, False),
    ],
)
def test_matches_as_the_documentation_says(pattern: dict[str, Any], matched: bool) -> None:
    assert matches(pattern, EVENT) is matched


@pytest.mark.parametrize(
    "value",
    [{"wildcard": "*"}, {"numeric": [">", 0]}, {"prefix": 1}, {"prefix": "a", "suffix": "b"}, {}],
)
def test_an_unknown_operator_is_refused_even_where_another_field_does_not_match(
    value: dict[str, Any],
) -> None:
    with pytest.raises(PatternError):
        matches({"source": ["aws.ec2"], "detail": {"alarmName": [value]}}, EVENT)


def test_a_value_that_is_no_list_is_refused() -> None:
    with pytest.raises(PatternError):
        matches({"source": "aws.cloudwatch"}, EVENT)
