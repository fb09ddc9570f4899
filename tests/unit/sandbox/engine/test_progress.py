"""What a person sees while the engine is provisioned."""

import pytest

from sandbox.engine.progress import Progress, spoken
from tests.unit.sandbox.engine.fakes import Screen


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "under a second"),
        (7.4, "7 seconds"),
        (63, "1 minute and 3 seconds"),
        (721, "12 minutes and 1 second"),
    ],
)
def test_times_are_said_as_people_say_them(seconds: float, words: str) -> None:
    assert spoken(seconds) == words


def test_without_a_terminal_a_step_is_two_plain_lines() -> None:
    screen = Screen()
    times = iter([10.0, 75.0])
    with Progress(screen.console, lambda: next(times)).step("Compiling") as step:
        step.note("1 of 2")
    assert screen.text == "  … Compiling\n  ✓ Compiling (1 minute and 5 seconds)\n"


def test_a_step_that_fails_is_not_shown_as_done() -> None:
    screen = Screen()
    with pytest.raises(ZeroDivisionError), Progress(screen.console).step("Compiling"):
        raise ZeroDivisionError
    assert "✓" not in screen.text


def test_brackets_in_a_message_stay() -> None:
    screen = Screen()
    screen.progress.say("no space on [disk]")
    assert screen.text == "no space on [disk]\n"
