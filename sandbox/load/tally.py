"""What a number of requests came to. Pure."""

from collections import Counter
from dataclasses import dataclass, field

from sandbox.monitoring.statistic import statistic

# Where nothing answered.
NO_ANSWER = 0


@dataclass
class Tally:
    """Counts of answers.

    Attributes:
        statuses: HTTP status, or `NO_ANSWER`, -> how many.
        milliseconds: whole milliseconds until the answer -> how many.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    milliseconds: Counter[float] = field(default_factory=Counter)

    def add(self, status: int, seconds: float) -> None:
        """Count one answer."""
        self.statuses[status] += 1
        self.milliseconds[float(round(seconds * 1000))] += 1

    def without(self, former: "Tally") -> "Tally":
        """What was added since a copy was made."""
        return Tally(self.statuses - former.statuses, self.milliseconds - former.milliseconds)

    def copy(self) -> "Tally":
        """A copy that stays as it is."""
        return Tally(self.statuses.copy(), self.milliseconds.copy())

    @property
    def total(self) -> int:
        """How many there were."""
        return self.statuses.total()

    @property
    def answered(self) -> int:
        """How many of them were answered, with whatever status."""
        return self.total - self.statuses[NO_ANSWER]

    @property
    def failed_percent(self) -> float:
        """Share of 5xx and of no answer."""
        failed = sum(number for status, number in self.statuses.items() if _is_failure(status))
        return 100 * failed / self.total if self.total else 0.0

    def line(self, seconds: float) -> str:
        """Rate, statuses and 95th percentile in one line.

        Args:
            seconds: in which they were counted.
        """
        p95 = statistic("p95", self.milliseconds)
        statuses = "  ".join(
            f"{status or 'no answer'}: {number}" for status, number in sorted(self.statuses.items())
        )
        told = f"{self.total / seconds:6.1f}/s  failed {self.failed_percent:5.1f} %"
        return f"{told}  p95 {'-' if p95 is None else f'{p95:.0f} ms':>8}  {statuses}".rstrip()


def _is_failure(status: int) -> bool:
    return status == NO_ANSWER or status >= 500
