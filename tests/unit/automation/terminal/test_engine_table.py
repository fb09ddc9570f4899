"""The engine's work as a table: rows, counts, and a terminal that is clean afterwards."""

from io import StringIO

import pytest
from rich.console import Console

from automation.core.engine_progress import EngineProgress, State
from automation.terminal.engine_board import EngineBoard
from automation.terminal.engine_table import drawn, is_drawn_on, table
from tests.unit.automation.terminal.screen import Screen

HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"


class Terminal(StringIO):
    """A file that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def console_on(terminal: StringIO, **options: bool) -> Console:
    return Console(file=terminal, width=100, _environ={"TERM": "xterm"}, **options)  # type: ignore[arg-type]


def event(name: str, state: State, operation: str = "update", seconds: float = 0) -> EngineProgress:
    return EngineProgress(f"clinical-trial-prod-{name}", "Function", operation, state, seconds)


def shown(*events: EngineProgress, total: int | None = None) -> list[str]:
    now = [0.0]
    board = EngineBoard(total, lambda: now[0])
    for each in events:
        board.take(each)
    now[0] = 72.0
    screen = Screen()
    screen.console.print(table(board.read()))
    return screen.lines


def test_a_row_names_operation_resource_type_and_age() -> None:
    lines = shown(event("api", "started"), total=2)

    assert lines[0].split() == ["·", "update", "api", "Function", "1", "min", "12", "s"]
    assert lines[1] == "  · 0 of 2 changes made · 1 min 12 s"


def test_what_ended_has_a_tick_and_the_time_it_took() -> None:
    lines = shown(event("api", "started"), event("api", "done", seconds=3), total=2)

    assert lines[0].split() == ["✓", "update", "api", "Function", "3", "s"]
    assert "1 of 2 changes made" in lines[1]


def test_what_does_not_fit_is_counted() -> None:
    lines = shown(*(event(f"file-{number}", "started") for number in range(11)))

    assert len(lines) == 10
    assert lines[8] == "  … and 3 more at work"


def test_no_row_is_wider_than_a_hundred_columns() -> None:
    lines = shown(event("x" * 150, "started"))

    assert max(len(line) for line in lines) <= 100
    assert len(lines) == 2


def test_the_table_vanishes_and_what_failed_stays() -> None:
    terminal = Terminal()
    console = console_on(terminal)

    with drawn(console, EngineBoard(1, lambda: 0.0)) as take:
        take(event("api[b]", "started"))
        take(event("api[b]", "failed", seconds=4))

    said = terminal.getvalue()
    assert "update api[b] (Function) failed after 4 s" in said
    assert said.rindex(SHOW_CURSOR) > said.rindex(HIDE_CURSOR)


def test_an_interrupt_leaves_the_cursor_visible() -> None:
    terminal = Terminal()

    with (
        pytest.raises(KeyboardInterrupt),
        drawn(console_on(terminal), EngineBoard(None, lambda: 0.0)),
    ):
        raise KeyboardInterrupt

    assert terminal.getvalue().rindex(SHOW_CURSOR) > terminal.getvalue().rindex(HIDE_CURSOR)


def test_it_is_drawn_on_a_terminal_only() -> None:
    assert is_drawn_on(console_on(Terminal()))
    assert not is_drawn_on(console_on(StringIO(), force_terminal=True))


def test_it_is_not_drawn_where_plain_text_is_wanted() -> None:
    dumb = Console(file=Terminal(), _environ={"TERM": "dumb"})
    plain = Console(file=Terminal(), _environ={"TERM": "xterm", "NO_COLOR": "1"})

    assert not is_drawn_on(dumb)
    assert not is_drawn_on(plain)
