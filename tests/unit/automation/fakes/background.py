"""Work that is done at once, or never."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from automation.runs.background import in_foreground


class FakeBackground:
    """Begins work and ends it before anybody asks; some can be declared to hang."""

    def __init__(self) -> None:
        self.begun = 0
        self._hanging: set[int] = set()

    def declare_hanging(self, number: int) -> None:
        """One that never ends; the first that is begun is 0."""
        self._hanging.add(number)

    def __call__(self, work: Callable[[], Any], /) -> "Future[Any]":
        number, self.begun = self.begun, self.begun + 1
        return Future() if number in self._hanging else in_foreground(work)
