"""How many requests a stage lets through. Keeps counts in memory; reads the clock given to it.

API Gateway throttles by a token bucket: the rate refills it, the burst is its size. Source:
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Limit:
    """A method's throttle: requests a second, and how many at once."""

    rate: float
    burst: int


def limit_of(
    method_settings: dict[str, dict[str, Any]], resource: str, method: str
) -> Limit | None:
    """The limit in force: the method's own, else the stage's `*/*`; a negative one is none.

    Args:
        method_settings: as GetStage answers them.
        resource: path of the matched resource.
        method: HTTP method of the matched resource.
    """
    own = f"{resource.lstrip('/').replace('/', '~1')}/{method}"
    for key in (own, f"~1{own}", f"{resource.lstrip('/')}/{method}", "*/*"):
        settings = method_settings.get(key)
        if settings is not None:
            rate = float(settings.get("throttlingRateLimit", -1))
            return Limit(rate, int(settings.get("throttlingBurstLimit", -1))) if rate >= 0 else None
    return None


class Throttle:
    """Token buckets, one for each key."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Start with all buckets full.

        Args:
            clock: seconds, monotonic.
        """
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[tuple[str, ...], tuple[Limit, float, float]] = {}

    def admits(self, key: tuple[str, ...], limit: Limit) -> bool:
        """Take one token if there is one. Rate 0 admits nobody, whatever the burst."""
        if limit.rate == 0:
            return False
        now = self._clock()
        with self._lock:
            former, tokens, since = self._buckets.get(key, (limit, float(limit.burst), now))
            if former != limit:
                tokens = float(limit.burst)
            tokens = min(float(limit.burst), tokens + (now - since) * limit.rate)
            admitted = tokens >= 1
            self._buckets[key] = (limit, tokens - 1 if admitted else tokens, now)
        return admitted
