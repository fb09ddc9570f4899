"""What the handler answers, logs and raises; what it does is tried with the real gateways."""

import json
from typing import Any

import pytest

from automation.core.trigger import UnknownEventError, signal_of
from automation.handlers.alarm import LookAgainError, answer_of, handle
from automation.runs.automatic import Reaction
from tests.alarm_events import alarm_event

SIGNAL = signal_of(alarm_event())


class Context:
    def get_remaining_time_in_millis(self) -> int:
        return 900_000


def logged(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_an_outcome_is_one_line_of_the_log_and_the_answer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    reaction = Reaction("rolled-back", "too many errors", "prod-run", "a" * 40)

    answer = answer_of(reaction, SIGNAL, 3.14159)

    assert answer == {
        "outcome": "rolled-back",
        "reason": "too many errors",
        "signal": "prod/errors-fast/2026-03-02T10:35:12Z",
        "run": "prod-run",
        "target": "a" * 40,
        "seconds": 3.142,
    }
    assert logged(capsys) == [{"kind": "outcome", **answer}]


def test_what_has_to_be_looked_at_again_is_raised_so_that_it_comes_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(LookAgainError, match="somebody is at it"):
        answer_of(Reaction("later", "somebody is at it"), SIGNAL, 120)

    assert [line["outcome"] for line in logged(capsys)] == ["later"]


@pytest.mark.parametrize("event", [{}, {"id": 7, "detail-type": "Scheduled Event"}, [], "text"])
def test_what_is_no_event_is_logged_and_raised(
    event: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UnknownEventError):
        handle(event, Context())

    (line,) = logged(capsys)
    assert (line["outcome"], line["kind"]) == ("failed", "outcome")
    assert "Nothing was changed" in line["reason"]
