"""What the distribution keeps of the site: until an invalidation, whatever max-age says. In memory.

CloudFront may keep an object for its policy's maximum TTL (a year in CachingOptimized), so a
deployment or rollback that forgets to invalidate may go on showing the former file; here it surely
does. What its origin marks no-cache is kept for the policy's minimum TTL only.
Sources: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html (last
table) and, of the paths' meaning, .../invalidation-specifying-objects.html
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sandbox.gateway.answer import Answer

# Of the managed policy CachingOptimized, which the platform's distribution uses.
MINIMUM_TTL_SECONDS: Final = 1.0


@dataclass(frozen=True)
class Kept:
    """An object in the cache, and since when (seconds, monotonic)."""

    answer: Answer
    since: float


class Cache:
    """The kept objects of one distribution after another, by path."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Kept] = {}

    def get(
        self, distribution: str, path: str, invalidations: Iterable[Any], now: float
    ) -> Kept | None:
        """The kept object, unless an invalidation that is completed by now has covered it since."""
        kept = self._kept.get((distribution, path))
        if kept is None or _is_stale(kept, now):
            return None
        for each in invalidations:
            if kept.since < each.completes_at <= now and any(covers(p, path) for p in each.paths):
                self._kept.pop((distribution, path), None)
                return None
        return kept

    def put(self, distribution: str, path: str, answer: Answer, since: float) -> None:
        """Keep an object.

        Args:
            since: when it was *asked* for: an invalidation that completed while the origin
                answered must drop it.
        """
        self._kept[(distribution, path)] = Kept(answer, since)


def _is_stale(kept: Kept, now: float) -> bool:
    control = next((v for name, v in kept.answer.headers if name.lower() == "cache-control"), "")
    wants_no_cache = any(word in control for word in ("no-cache", "no-store", "private"))
    return wants_no_cache and now - kept.since >= MINIMUM_TTL_SECONDS


def covers(pattern: str, path: str) -> bool:
    """Whether an invalidation path means an object; `*` counts at the end only."""
    wanted = pattern if pattern.startswith("/") else f"/{pattern}"
    if wanted.endswith("*"):
        return path.startswith(wanted[:-1])
    return path == wanted
