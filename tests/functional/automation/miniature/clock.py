"""A clock that does not wait. No I/O."""

import time
from datetime import UTC, datetime, timedelta
from typing import Final

_LONGEST_WAIT: Final = 0.02


class FastClock:
    """Goes with the system's clock, but a sleep lasts a moment and counts in full."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        """Args:
        ahead: of the system's clock, so that a dead process's lease has run out.
        """
        self._ahead = ahead

    def now(self) -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC) + self._ahead

    def sleep(self, seconds: float) -> None:
        """Wait a moment instead."""
        moment = min(seconds, _LONGEST_WAIT)
        time.sleep(moment)
        self._ahead += timedelta(seconds=seconds - moment)
