"""What the demo prints: acts, commands with their real output, claims, times. I/O: one console."""

import re
import shlex
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from sandbox.demo.command import Ran
from sandbox.demo.errors import ClaimError

Keep = Callable[[str], bool]


class Screen:
    """Calm lines: what is about to be shown, what was typed, what came of it."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.claims = 0

    def act(self, title: str, told: str) -> None:
        """Head of a part of the story."""
        self.console.print()
        self.console.print(Rule(Text(title, "bold"), align="left", style="dim"))
        self.console.print(told, style="dim", highlight=False)
        self.console.print()

    def typed(self, command: Sequence[str], who: str) -> None:
        """A command that is about to run."""
        line = Text.assemble((f"{who} $ ", "cyan"), (shlex.join(command), "bold"))
        self.console.print(line, soft_wrap=True)

    def line(self, line: Text) -> None:
        """One line of a command's output."""
        self.console.print(Text("  ").append_text(line), soft_wrap=True, highlight=False)

    def ended(self, ran: Ran) -> None:
        """How a command ended."""
        end = f"exit code {ran.code}, {ran.seconds:.1f} s"
        self.console.print(f"  {end}\n", style="dim", highlight=False)

    def claim(self, text: str, holds: bool, otherwise: object = "") -> None:
        """Say what was checked.

        Args:
            text: the claim.
            holds: whether it is so.
            otherwise: what was found instead.

        Raises:
            ClaimError: it is not so.
        """
        if not holds:
            raise ClaimError(f"It is not so: {text}" + (f"\n{otherwise}" if otherwise else ""))
        self.claims += 1
        self.console.print(Text.assemble(("✓ ", "bold green"), text))

    def times(self, title: str, rows: Sequence[tuple[str, str, float]]) -> None:
        """A table of durations: name, what it was about, seconds."""
        table = Table(title=Text(title, "bold"), title_justify="left", box=None, show_header=False)
        table.add_column(style="bold", no_wrap=True)
        table.add_column(style="dim")
        table.add_column(justify="right", no_wrap=True)
        for name, about, seconds in rows:
            table.add_row(name, about, f"{seconds:.1f} s")
        self.console.print()
        self.console.print(table)
        self.console.print()


class Excerpt:
    """Shows the lines to keep as they come; where others stood, it shows their number."""

    def __init__(self, screen: Screen, keep: Keep) -> None:
        self._screen = screen
        self._keep = keep
        self._skipped = 0

    def __call__(self, line: str) -> None:
        """The next line."""
        text = Text.from_ansi(line)
        if self._keep(text.plain):
            self.close()
            self._screen.line(text)
        else:
            self._skipped += 1

    def close(self) -> None:
        """Nothing comes after what was skipped."""
        if self._skipped:
            plural = "s" if self._skipped > 1 else ""
            self._screen.line(Text(f"⋮ {self._skipped} more line{plural}", "dim"))
        self._skipped = 0


def everything(_line: str) -> bool:
    """Cut nothing."""
    return True


def matching(pattern: str) -> Keep:
    """Keep the lines in which a pattern is found."""
    found = re.compile(pattern)
    return lambda line: bool(found.search(line))
