"""Delivering beside a run, without holding it up. I/O: threads, which do what they are given.

One thread a channel, so that none waits for another's outage. They are daemons: a process that ends
does not wait for an answer. What they leave is in the outbox for the next deliverer.
"""

import threading
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Final

from automation.core.telling import ChannelName

# How often what waits for its next attempt is looked at.
_PATROL_SECONDS: Final = 5.0


class Courier:
    """Threads that begin with the first message.

    Args:
        deliver: delivers what is due of a channel.
        channels: those that are set up.
    """

    def __init__(
        self,
        deliver: Callable[[ChannelName], object],
        channels: Collection[ChannelName],
        *,
        patrol_seconds: float = _PATROL_SECONDS,
    ) -> None:
        self._deliver = deliver
        self._patrol_seconds = patrol_seconds
        self._changed = threading.Condition()
        self._asked = 0
        self._done = dict.fromkeys(channels, 0)
        self._is_closed = False

    @property
    def was_woken(self) -> bool:
        """Whether there was ever a message."""
        return self._asked > 0

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is to be begun."""
        return self._is_closed

    def wake(self) -> None:
        """There is a message."""
        with self._changed:
            self._asked += 1
            if self._asked == 1:
                self._begin()
            self._changed.notify_all()

    def close(self, seconds: float) -> bool:
        """End; whether every channel got to what it was woken for.

        What a channel is in the middle of is left to the outbox, as if the process had died.

        Args:
            seconds: longest to wait for that.
        """
        deadline = time.monotonic() + seconds
        with self._changed:
            while not self._is_idle() and (left := deadline - time.monotonic()) > 0:
                self._changed.wait(left)
            self._is_closed = True
            self._changed.notify_all()
            return self._is_idle()

    def _is_idle(self) -> bool:
        return all(done == self._asked for done in self._done.values())

    def _begin(self) -> None:
        for channel in self._done:
            name = f"courier-{channel}"
            threading.Thread(target=self._work, args=(channel,), name=name, daemon=True).start()

    def _work(self, channel: ChannelName) -> None:
        while not self._is_closed:
            asked = self._asked
            with suppress(Exception):  # the outbox keeps it for the next round
                self._deliver(channel)
            with self._changed:
                self._done[channel] = asked
                self._changed.notify_all()
                if self._asked == asked and not self._is_closed:
                    self._changed.wait(self._patrol_seconds)
