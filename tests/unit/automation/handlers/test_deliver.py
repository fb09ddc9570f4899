"""What the delivering handler answers, logs and raises."""

import json
from datetime import timedelta

import pytest

from automation.core.outbox import DeliveryError, Letter, claimed, delivered, not_delivered
from automation.core.telling import message_key, place_named
from automation.handlers.deliver import GivenUpError, answer_of
from tests.builders import NOW, notice


def letter() -> Letter:
    told = notice("initiated")
    key = message_key(told, place_named("pagerduty"))
    waiting = Letter(key=key, place="pagerduty", notice=told, not_before=NOW)
    return claimed(waiting, "us", NOW)


def test_each_attempt_is_a_line_of_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    again = not_delivered(letter(), DeliveryError("it answered 503"), NOW + timedelta(seconds=1))

    answer = answer_of("prod", [delivered(letter(), NOW, None, None), again])

    assert answer == {"delivered": 1, "waiting": 1, "failed": 0}
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["outcome"], line["place"], line["reason"]) for line in lines] == [
        ("delivered", "pagerduty", None),
        ("waiting", "pagerduty", "it answered 503"),
    ]


def test_what_is_given_up_is_raised_after_everything_was_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lost = not_delivered(letter(), DeliveryError("it answered 403", is_final=True), NOW)

    with pytest.raises(GivenUpError, match="notify outbox prod"):
        answer_of("prod", [lost, delivered(letter(), NOW, None, None)])

    assert len(capsys.readouterr().out.splitlines()) == 2
