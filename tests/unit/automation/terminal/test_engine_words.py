"""How the engine's work is put into words."""

import pytest

from automation.core.engine_progress import EngineProgress, State
from automation.terminal.engine_board import EngineBoard, Reading
from automation.terminal.engine_words import counts, duration, ended


def reading(*kinds: tuple[str, State], total: int | None = None, seconds: float = 12) -> Reading:
    now = [0.0]
    board = EngineBoard(total, lambda: now[0])
    for number, (operation, state) in enumerate(kinds):
        board.take(EngineProgress(f"r{number}", "Function", operation, state))
    now[0] = seconds
    return board.read()


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0 s"), (59.9, "59 s"), (60, "1 min 00 s"), (151, "2 min 31 s")]
)
def test_durations_are_in_minutes_and_seconds(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_changes_of_a_plan_are_made_and_those_of_a_preview_are_found() -> None:
    assert counts(reading(("update", "done"), total=2)) == "1 of 2 changes made"
    assert counts(reading(("update", "done"), ("same", "done"))) == (
        "1 change found, 1 resource looked at"
    )


def test_an_end_tells_what_was_done_and_how_long_it_took() -> None:
    assert ended(reading(("update", "done"), total=1), well=True) == "1 change made in 12 s"
    assert ended(reading(("same", "done")), well=True) == "1 resource looked at in 12 s"


def test_an_end_before_the_end_tells_how_far_it_came() -> None:
    stopped = reading(("update", "done"), ("create", "failed"), total=3)

    assert ended(stopped, well=False) == "stopped after 12 s: 1 of 3 changes made, 1 failed"


def test_before_anything_is_known_the_engine_starts() -> None:
    assert counts(reading()) == "the engine starts"
