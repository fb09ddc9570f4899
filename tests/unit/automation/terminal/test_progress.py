"""Progress on the screen."""

import pytest

from automation.core.engine_progress import EngineProgress
from automation.terminal.progress import TerminalReporter
from tests.unit.automation.terminal.screen import Screen


def test_a_phase_is_a_head_with_the_time_since_the_start() -> None:
    screen = Screen()

    TerminalReporter(screen.console).phase("traffic")

    assert screen.text.startswith("traffic  +")


def test_names_are_shown_as_they_are() -> None:
    screen = Screen()

    TerminalReporter(screen.console).progress("update [red]api[/red]")

    assert screen.lines == ["  · update [red]api[/red]"]


def test_without_a_terminal_the_engine_is_told_in_lines_and_a_last_one() -> None:
    screen = Screen()

    with TerminalReporter(screen.console).engine(1) as told:
        told(EngineProgress("clinical-trial-prod-api", "Function", "update", "started"))
        told(EngineProgress("clinical-trial-prod-api", "Function", "update", "done", 2.0))

    assert screen.lines == ["  · update api", "  · 1 change made in 0 s"]


def test_an_engine_that_fails_is_told_with_how_far_it_came() -> None:
    screen = Screen()

    with pytest.raises(ValueError, match="it"), TerminalReporter(screen.console).engine(2):
        raise ValueError("it")

    assert screen.lines == ["  · stopped after 0 s: 0 of 2 changes made"]
