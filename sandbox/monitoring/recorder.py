"""Takes what was measured from whoever serves users, without holding them up. Reads the clock."""

import time
from collections import deque
from typing import Final

from sandbox.monitoring.metrics import Sample, Store
from sandbox.monitoring.requests import Measured

# Far more than is measured between two looks; the oldest go first.
_WAITING: Final = 200_000


class Recorder:
    """Where measured values wait to be counted."""

    def __init__(self) -> None:
        self._waiting: deque[Sample] = deque(maxlen=_WAITING)

    def record(self, measured: Measured) -> None:
        """Take values of this moment; returns at once."""
        at = time.time()
        self._waiting.extend(Sample(metric, value, at) for metric, value in measured)

    def hand_over(self, store: Store) -> None:
        """Count all that waited when this was called."""
        number = len(self._waiting)
        store.record([self._waiting.popleft() for _ in range(number)])
