"""Time that passes only when somebody sleeps."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tests.builders import NOW


class FakeClock:
    """A clock that stands still but for sleeping."""

    def __init__(self, now: datetime = NOW) -> None:
        self.slept: list[float] = []
        self._now = now
        self._meanwhile: list[Callable[[], object]] = []

    def declare_meanwhile(self, *happenings: Callable[[], object]) -> None:
        """What others do during the next sleeps, one a sleep."""
        self._meanwhile.extend(happenings)

    def now(self) -> datetime:
        return self._now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.pass_time(timedelta(seconds=seconds))
        if self._meanwhile:
            self._meanwhile.pop(0)()

    def pass_time(self, span: timedelta) -> None:
        """Let time pass without anybody waiting for it."""
        self._now += span
