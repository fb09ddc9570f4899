"""Goes on while the server lives: counts, asks, judges. One thread, which ends with the server."""

import logging
import threading
import time
from typing import Final

from sandbox.monitoring.alarms import Alarms
from sandbox.monitoring.gauges import waiting_messages
from sandbox.monitoring.health import Prober
from sandbox.monitoring.metrics import Store
from sandbox.monitoring.recorder import Recorder

log: Final = logging.getLogger("sandbox")
# Beats a minute, but never more than a few seconds apart.
_BEATS: Final = 20
_LONGEST_SECONDS: Final = 2.0


class Heart:
    """Does regularly what AWS does by itself."""

    def __init__(self, store: Store, recorder: Recorder, prober: Prober, alarms: Alarms) -> None:
        self._store = store
        self._recorder = recorder
        self._prober = prober
        self._alarms = alarms
        self._seconds = min(_LONGEST_SECONDS, store.minute / _BEATS)

    def start(self) -> None:
        """Beat from now on, in the background."""
        threading.Thread(target=self._live, daemon=True).start()

    def _live(self) -> None:
        while True:
            try:
                self.beat(time.time())
            except Exception:
                log.exception("the sandbox's alarms missed a beat")
            time.sleep(self._seconds)

    def beat(self, now: float) -> None:
        """Once.

        Args:
            now: seconds since 1970.
        """
        self._recorder.hand_over(self._store)
        self._store.record(waiting_messages(now))
        self._store.record(self._prober.look(now))
        self._store.forget(now)
        # A beat later than the minute's end, so that all of it is counted.
        self._alarms.look(now - self._seconds)
