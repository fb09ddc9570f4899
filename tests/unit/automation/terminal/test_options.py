"""Arguments that several commands share."""

from datetime import timedelta

import click
import pytest

from automation.terminal.options import DurationType, EnvironmentType


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("1h", timedelta(hours=1)),
    ],
)
def test_lengths_of_time_are_read(text: str, span: timedelta) -> None:
    assert DurationType().convert(text, None, None) == span


@pytest.mark.parametrize("text", ["", "15", "m", "-1m", "1.5h", "1d", "15 m", "99999s"])
def test_other_texts_are_told_apart(text: str) -> None:
    with pytest.raises(click.BadParameter, match="not a length of time"):
        DurationType().convert(text, None, None)


def test_an_unknown_environment_is_told_with_those_that_there_are() -> None:
    with pytest.raises(click.BadParameter, match="dev, staging, prod"):
        EnvironmentType().convert("production", None, None)
