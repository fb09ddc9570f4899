"""Progress of a run: a line a phase with its time since the start. I/O: standard error."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape

from automation.core.engine_progress import OnEngineProgress
from automation.terminal.engine_board import EngineBoard
from automation.terminal.engine_lines import told_in_lines
from automation.terminal.engine_table import drawn, is_drawn_on
from automation.terminal.engine_words import ended


class TerminalReporter:
    """Tells phases and steps as they happen, and what the engine is at."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._started = time.monotonic()
        self._last = ""

    def phase(self, title: str) -> None:
        """Head of a phase."""
        self._console.print(f"[bold]{escape(title)}[/bold]  [dim]{self._elapsed()}[/dim]")

    def progress(self, text: str) -> None:
        """One line of progress; one that says the same again is not repeated."""
        if text == self._last:
            return
        self._last = text
        self._console.print(f"  [dim]·[/dim] {escape(text)}", highlight=False)

    @contextmanager
    def engine(self, total: int | None) -> Iterator[OnEngineProgress]:
        """Show what the engine is at: a table on a terminal, lines elsewhere; then one line.

        Args:
            total: changes that are expected; None where they are being found out.
        """
        board = EngineBoard(total, time.monotonic)
        on_terminal = is_drawn_on(self._console)
        shown = drawn(self._console, board) if on_terminal else told_in_lines(board, self.progress)
        well = False
        try:
            with shown as told:
                yield told
            well = True
        finally:
            self.progress(ended(board.read(), well=well))

    def _elapsed(self) -> str:
        return f"+{time.monotonic() - self._started:.1f} s"
