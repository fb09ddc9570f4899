"""Time, injected, so that tests need not wait. I/O: the system's clock."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What runs need of time."""

    def now(self) -> datetime:
        """The time, in UTC."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The real one."""

    def now(self) -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
