"""Progress on the screen."""

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
