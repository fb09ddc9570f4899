"""The engine's work as a table that is drawn again and again. I/O: a terminal.

It vanishes when the engine ends, however that is, and leaves a line; what failed stays.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from automation.core.engine_progress import EngineProgress, OnEngineProgress
from automation.terminal.engine_board import EngineBoard, Reading
from automation.terminal.engine_words import counts, duration, failure, short_name

_ROWS: Final = 8
_PER_SECOND: Final = 4
_TURNS: Final = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


def is_drawn_on(console: Console) -> bool:
    """Whether a table can be drawn again there: a terminal that wants more than plain text."""
    return console.file.isatty() and not console.no_color and not console.is_dumb_terminal


@contextmanager
def drawn(
    console: Console, board: EngineBoard, clock: Callable[[], float] = time.monotonic
) -> Iterator[OnEngineProgress]:
    """Draw the board for as long as the context lasts.

    Args:
        console: where; lines that are printed there meanwhile appear above the table.
        board: is read some times a second.
        clock: of the spinner; seconds.
    """

    def take(event: EngineProgress) -> None:
        board.take(event)
        if event.state == "failed":
            console.print(f"  [bold red]✗[/bold red] {escape(failure(event))}", highlight=False)

    live = Live(
        console=console,
        get_renderable=lambda: table(board.read(), _spinner(clock())),
        refresh_per_second=_PER_SECOND,
        transient=True,
        vertical_overflow="crop",
    )
    with live:
        yield take


def table(reading: Reading, spinner: str = "·") -> RenderableType:
    """The board as it is drawn: what ended last, what is at work, then how far it is."""
    rows = Table.grid(padding=(0, 2, 0, 0), expand=True)
    rows.add_column(width=3)
    rows.add_column(no_wrap=True, min_width=8)
    rows.add_column(no_wrap=True, ratio=3, overflow="ellipsis")
    rows.add_column(no_wrap=True, ratio=2, overflow="ellipsis", style="dim")
    rows.add_column(no_wrap=True, justify="right", min_width=6)
    for event in reading.finished:
        rows.add_row(Text("  ✓", "green"), *_cells(event, event.elapsed))
    for work in reading.at_work[:_ROWS]:
        rows.add_row(Text(f"  {spinner}", "cyan"), *_cells(work.event, work.seconds))
    return Group(rows, _foot(reading, spinner))


def _spinner(now: float) -> str:
    return _TURNS[int(now * _PER_SECOND) % len(_TURNS)]


def _cells(event: EngineProgress, seconds: float) -> tuple[str | Text, ...]:
    return (event.operation, Text(short_name(event)), Text(event.type), duration(seconds))


def _foot(reading: Reading, spinner: str) -> Text:
    hidden = len(reading.at_work) - _ROWS
    more = f"  … and {hidden} more at work\n" if hidden > 0 else ""
    return Text.assemble(
        (more, "dim"),
        (f"  {spinner} ", "cyan"),
        (f"{counts(reading)} · {duration(reading.seconds)}", "dim"),
    )
