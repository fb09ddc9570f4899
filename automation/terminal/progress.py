"""Progress of a run: a line a phase with its time since the start. I/O: standard error."""

import time

from rich.console import Console
from rich.markup import escape


class TerminalReporter:
    """Tells phases and steps as they happen."""

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

    def _elapsed(self) -> str:
        return f"+{time.monotonic() - self._started:.1f} s"
