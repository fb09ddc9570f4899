"""The engine's work in plain lines, where no table can be drawn. I/O: through the given function.

A line a change as it begins; what takes long is told once more, so that nobody thinks it hangs.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

from automation.core.engine_progress import EngineProgress, OnEngineProgress
from automation.terminal.engine_board import EngineBoard
from automation.terminal.engine_words import duration, failure, short_name

LONG_SECONDS: Final = 10.0
_LOOKS_EVERY_SECONDS: Final = 1.0


class EngineLines:
    """Tells changes as they begin, failures, and once each what takes long."""

    def __init__(self, board: EngineBoard, tell: Callable[[str], None]) -> None:
        self._board = board
        self._tell = tell
        self._told_again: set[tuple[str, str, str]] = set()

    def take(self, event: EngineProgress) -> None:
        """Tell an event, if it is worth a line."""
        self._board.take(event)
        if event.state == "failed":
            self._tell(failure(event))
        elif event.state == "started" and event.is_change:
            self._tell(f"{event.operation} {short_name(event)}")

    def tell_long_waits(self) -> None:
        """Tell what is at work for long, each once."""
        for work in self._board.read().at_work:
            if work.seconds >= LONG_SECONDS and work.event.key not in self._told_again:
                self._told_again.add(work.event.key)
                what = f"{work.event.operation} {short_name(work.event)}"
                self._tell(f"still at work after {duration(work.seconds)}: {what}")


@contextmanager
def told_in_lines(
    board: EngineBoard, tell: Callable[[str], None], *, every: float = _LOOKS_EVERY_SECONDS
) -> Iterator[OnEngineProgress]:
    """Tell the board's events for as long as the context lasts.

    Args:
        board: takes the events.
        tell: prints a line; is called from several threads.
        every: seconds between two looks for what takes long.
    """
    lines, over = EngineLines(board, tell), Event()

    def look() -> None:
        while not over.wait(every):
            lines.tell_long_waits()

    looking = Thread(target=look, daemon=True)
    looking.start()
    try:
        yield lines.take
    finally:
        over.set()
        looking.join()
