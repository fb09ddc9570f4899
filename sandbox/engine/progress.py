"""Shows on stderr what is being done and for how long. I/O: writes to the console given."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import humanize
from rich.console import Console
from rich.status import Status

_SECONDS_BETWEEN_PLAIN_LINES = 30.0


class Step:
    """A running step; its notes replace each other on a terminal."""

    def __init__(self, console: Console, title: str, status: Status) -> None:
        self._console = console
        self._title = title
        self._status = status
        self._said = time.monotonic()

    def note(self, text: str) -> None:
        """Says how far the step is; without a terminal only every half minute."""
        self._status.update(f"{self._title}: {text}")
        now = time.monotonic()
        if not self._console.is_terminal and now - self._said > _SECONDS_BETWEEN_PLAIN_LINES:
            self._said = now
            self._console.print(f"  … {self._title}: {text}", highlight=False, soft_wrap=True)


class Progress:
    """Steps one after another, each with its time when it is done."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._clock = clock

    def say(self, text: str) -> None:
        """A line that stays."""
        self._console.print(text, highlight=False, markup=False, soft_wrap=True)

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Shows the title while the block runs, and afterwards how long it took."""
        begun = self._clock()
        if not self._console.is_terminal:
            self.say(f"  … {title}")
        with self._console.status(title) as status:
            yield Step(self._console, title, status)
        self.say(f"  ✓ {title} ({spoken(self._clock() - begun)})")


def spoken(seconds: float) -> str:
    """A duration as people say it: `1 minute and 3 seconds`."""
    if seconds < 1:
        return "under a second"
    return humanize.precisedelta(timedelta(seconds=round(seconds)))
