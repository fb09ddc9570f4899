"""CloudWatch's statistics over counted values. Pure.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
"""

import math
import re
from collections import Counter
from typing import Final

_PERCENTILE: Final = re.compile(r"p(?P<share>\d{1,2}(\.\d+)?|100)")


class UnknownStatisticError(Exception):
    """A statistic that is not known here."""


def statistic(name: str, counts: Counter[float]) -> float | None:
    """A statistic of some values; None where there are none.

    Args:
        name: `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount` or a percentile as `p95`.
        counts: how often each value occurred.

    Raises:
        UnknownStatisticError: it is another one.
    """
    number = counts.total()
    if not number:
        return None
    total = sum(value * times for value, times in counts.items())
    known = {
        "Sum": total,
        "Average": total / number,
        "Minimum": min(counts),
        "Maximum": max(counts),
        "SampleCount": float(number),
    }
    if name in known:
        return known[name]
    percentile = _PERCENTILE.fullmatch(name)
    if percentile is None:
        raise UnknownStatisticError(name)
    return _at_rank(counts, math.ceil(float(percentile["share"]) / 100 * number))


def _at_rank(counts: Counter[float], rank: int) -> float:
    """The value that has so many values up to and including itself."""
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if passed >= rank:
            return value
    return max(counts)
