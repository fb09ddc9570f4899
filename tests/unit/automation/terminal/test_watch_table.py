"""The table of a watch: what a person sees at night, at a hundred columns."""

from datetime import timedelta
from io import StringIO

import pytest
from rich.console import Console

from automation.core.watch_news import News, Picture
from automation.terminal.watch_table import WatchTable, watch_table
from tests.builders import NOW, hold
from tests.unit.automation.terminal.screen import Screen
from tests.unit.automation.watch_in_memory import Watched

HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"


class Terminal(StringIO):
    """A file that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def watched() -> Watched:
    return Watched()


def drawn(watched: Watched) -> list[str]:
    screen = Screen()
    screen.console.print(watch_table(watched.picture, watched.clock.now()))
    assert max(len(line) for line in screen.lines) <= 100
    return [line.rstrip() for line in screen.lines]


def row(lines: list[str], name: str) -> str:
    """The table's line of a check."""
    (found,) = [line for line in lines if name in line]
    return " ".join(found.split())


def test_it_tells_what_users_get_and_what_an_alarm_would_do(watched: Watched) -> None:
    watched.declare_well()
    watched.open_for(timedelta(seconds=45))

    lines = drawn(watched)

    assert row(lines, "watching for") == (
        "prod acts by itself watching for 45 s, 2026-03-02 10:32:46 UTC"
    )
    assert row(lines, "users get") == (
        f"users get {'2' * 12} not judged deployed 2 min ago; new until 11:00 UTC, 27 min left"
    )
    assert row(lines, "an alarm now") == f"an alarm now would go back to {'1' * 12}"


def test_a_row_tells_what_was_seen_how_often_and_when(watched: Watched) -> None:
    watched.open_for(timedelta(seconds=45))

    lines = drawn(watched)

    assert row(lines, "/api/health") == (
        "✗ /api/health HTTP 503: version 5 is broken 2 failures of 3 10:32:01 15 s ago"
    )
    assert row(lines, "errors-fast") == "✓ alarm errors-fast quiet 10:32:00 15 s ago"


def test_a_raised_alarm_tells_why(watched: Watched) -> None:
    watched.declare_well()
    watched.automation.conditions.declare("latency-p95", "ALARM", watched.clock.now())
    watched.open_for(timedelta(seconds=45))

    assert "RAISED, a person decides: 43.75" in row(drawn(watched), "latency-p95")


def test_what_was_done_stays_when_later_signals_lead_to_nothing(watched: Watched) -> None:
    watched.automation.conditions.declare("errors-fast", "ALARM", watched.clock.now())
    watched.open_for(timedelta(seconds=20))
    watched.automation.conditions.declare("errors-slow", "ALARM", watched.clock.now())
    watched.go_on_for(timedelta(minutes=1))

    assert "errors-fast: went back to 111111111111" in row(drawn(watched), "last reaction")
    assert [news.outcome for news in watched.told("reacted")] == ["rolled-back", "ignored"]


def test_a_hold_names_the_person_without_an_arn(watched: Watched) -> None:
    watched.platform.ledger.declare_hold(hold(run_id="prod-someone"))
    watched.open_for(timedelta(seconds=45))

    assert "arn:" not in "".join(drawn(watched))


def test_a_watch_that_only_tells_says_so_in_capitals() -> None:
    watched = Watched(acts=False)
    watched.watch.open()

    assert "ONLY TELLS" in row(drawn(watched), "watching for")


def test_it_can_be_drawn_before_anything_was_looked_at() -> None:
    screen = Screen()

    screen.console.print(watch_table(Picture("prod", True, NOW), NOW))

    assert "not looked at yet" in screen.text


def test_news_stay_above_the_table_and_a_run_gets_the_screen_for_itself() -> None:
    terminal = Terminal()
    console = Console(file=terminal, width=100, _environ={"TERM": "xterm"})
    table = WatchTable(console, lambda: NOW)
    table.show(Picture("prod", True, NOW))

    with table.drawn():
        table.tell(News(NOW, "failed", "health", "HTTP 503"))
        with table.acting():
            before = len(terminal.getvalue())
            console.print("the run tells of itself")
            assert terminal.getvalue()[before:] == "the run tells of itself\n"

    assert "HTTP 503\n" in terminal.getvalue()
    assert terminal.getvalue().rfind(SHOW_CURSOR) > terminal.getvalue().rfind(HIDE_CURSOR)
