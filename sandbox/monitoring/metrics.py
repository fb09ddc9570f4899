"""What was measured, by metric and minute. Keeps counts in memory; no I/O.

A minute of a metric is how often each value occurred, as PutMetricData's Values and Counts have it:
sums, extremes and percentiles come from that, and its size is bounded by the values that differ.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

# Minutes that are kept of each metric.
KEPT: Final = 1000

Dimensions = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Metric:
    """One metric of one region; dimensions in the order of their names."""

    region: str
    namespace: str
    name: str
    dimensions: Dimensions


@dataclass(frozen=True)
class Sample:
    """One measured value; its time in seconds since 1970."""

    metric: Metric
    value: float
    at: float


def metric(region: str, namespace: str, name: str, **dimensions: str) -> Metric:
    """A metric whose dimensions' names are identifiers, as those of AWS are."""
    return Metric(region, namespace, name, tuple(sorted(dimensions.items())))


class Store:
    """Everything that was measured lately; safe to use from several threads."""

    def __init__(self, minute: float) -> None:
        """Start empty.

        Args:
            minute: seconds that a minute lasts.
        """
        self.minute = minute
        self._lock = threading.Lock()
        self._minutes: dict[Metric, dict[int, Counter[float]]] = {}

    def index(self, at: float) -> int:
        """Number of the minute in which a moment lies."""
        return int(at // self.minute)

    def record(self, samples: Iterable[Sample]) -> None:
        """Count values in their minutes."""
        taken = list(samples)
        with self._lock:
            for sample in taken:
                minutes = self._minutes.setdefault(sample.metric, {})
                counts = minutes.setdefault(self.index(sample.at), Counter())
                counts[sample.value] += 1

    def forget(self, now: float) -> None:
        """Drop what is older than is kept."""
        oldest = self.index(now) - KEPT
        with self._lock:
            for measured, minutes in list(self._minutes.items()):
                for index in [each for each in minutes if each < oldest]:
                    del minutes[index]
                if not minutes:
                    del self._minutes[measured]

    def counts(self, measured: Metric, minutes: range) -> Counter[float]:
        """How often each value occurred in some minutes; empty where nothing was measured."""
        with self._lock:
            known = self._minutes.get(measured, {})
            return sum((known[each] for each in minutes if each in known), Counter[float]())

    def of_region(self, region: str) -> Iterator[tuple[Metric, float, Counter[float]]]:
        """Each minute of each metric of a region, with the second at which it began."""
        with self._lock:
            found = [
                (measured, index * self.minute, counts.copy())
                for measured, minutes in self._minutes.items()
                if measured.region == region
                for index, counts in minutes.items()
            ]
        yield from found
