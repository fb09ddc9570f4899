"""Notices on the terminal. I/O: standard error."""

from rich.console import Console
from rich.markup import escape

from automation.core.notice import Notice


class TerminalNotices:
    """Tells who types; nobody else hears of it."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def post(self, notice: Notice) -> None:
        """Print what people would be told."""
        self._console.print(
            f"[dim]notice ({notice.kind}, {notice.severity}):[/dim] {escape(notice.issue)}",
            highlight=False,
        )
