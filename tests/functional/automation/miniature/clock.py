"""A clock that does not wait. No I/O."""

import time
from datetime import UTC, datetime, timedelta
from typing import Final

_LONGEST_WAIT: Final = 0.02


class FastClock:
    """Goes with the system's clock, but a sleep lasts a moment and counts in full."""

    def __init__(
        self, ahead: timedelta = timedelta(), *, longest_wait: float = _LONGEST_WAIT
    ) -> None:
        """Args:
        ahead: of the system's clock, so that a dead process's lease has run out.
        longest_wait: seconds that a sleep really lasts at most.
        """
        self._ahead = ahead
        self._longest_wait = longest_wait

    def now(self) -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC) + self._ahead

    def sleep(self, seconds: float) -> None:
        """Wait a moment instead."""
        moment = min(seconds, self._longest_wait)
        time.sleep(moment)
        self._ahead += timedelta(seconds=seconds - moment)
