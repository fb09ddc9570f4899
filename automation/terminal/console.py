"""The two consoles: data goes to standard output, everything else to standard error.

rich honours NO_COLOR and prints plain lines where there is no terminal.
"""

import sys
from typing import Final, TextIO

from rich.console import Console
from rich.markup import escape

from automation.core.errors import OtherVersionError

_WIDTH_WITHOUT_TERMINAL: Final = 100


def _console(stream: TextIO, *, stderr: bool) -> Console:
    width = None if stream.isatty() else _WIDTH_WITHOUT_TERMINAL
    return Console(stderr=stderr, soft_wrap=True, width=width)


output = _console(sys.stdout, stderr=False)
errors = _console(sys.stderr, stderr=True)


def tell_unreadable(error: OtherVersionError) -> None:
    """Name a record that a list leaves out, since another version of this tool wrote it."""
    errors.print(f"[yellow]left out:[/yellow] {escape(error.message)}", highlight=False)
