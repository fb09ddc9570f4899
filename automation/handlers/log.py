"""What a handler tells: a JSON object a line, on standard output, where Lambda logs from.

I/O: standard output.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from automation.core.engine_progress import OnEngineProgress


def tell(kind: str, **facts: object) -> None:
    """One line.

    Args:
        kind: what it is about: `outcome`, `progress`.
        **facts: by name; what JSON does not know is told as text.
    """
    line = json.dumps({"kind": kind, **facts}, default=str)
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class LogReporter:
    """A run's progress as lines of the log."""

    def phase(self, title: str) -> None:
        """A phase begins."""
        tell("progress", phase=title)

    def progress(self, text: str) -> None:
        """Something happens in it."""
        tell("progress", text=text)

    @contextmanager
    def engine(self, total: int | None) -> Iterator[OnEngineProgress]:
        """Nothing: the engine is not here."""
        yield lambda event: None
