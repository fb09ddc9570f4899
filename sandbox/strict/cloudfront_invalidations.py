"""CloudFront invalidations take a while, and are the same when asked for twice. Changes moto.

- A new one is InProgress, then Completed; waiters wait for exactly that word.
  https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Invalidation.html
- The same CallerReference with the same paths answers the former invalidation, with other paths
  InvalidationBatchAlreadyExists.
  https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_InvalidationBatch.html

moto says COMPLETED at once (boto3's waiter never ends) and makes another one each time.
"""

import threading
import time
from typing import Final

from moto.cloudfront.exceptions import CloudFrontException
from moto.cloudfront.models import CloudFrontBackend, Distribution, Invalidation

from sandbox.strict.replacement import replace
from sandbox.strict.settling import settle_seconds

_lock: Final = threading.Lock()


class SettlingInvalidation(Invalidation):
    """An invalidation that completes by itself."""

    def __init__(self, distribution: Distribution, paths: list[str], caller_ref: str) -> None:
        """Start it.

        Args:
            distribution: whose cache.
            paths: what to drop.
            caller_ref: the caller's name for it.
        """
        # In place before moto's constructor, which assigns `status`.
        self.completes_at = time.monotonic() + settle_seconds()
        super().__init__(distribution, paths, caller_ref)

    @property
    def status(self) -> str:
        """`InProgress` or `Completed`."""
        return "Completed" if time.monotonic() >= self.completes_at else "InProgress"

    @status.setter
    def status(self, value: str) -> None:
        """What moto assigns once is of no account."""


class InvalidationBatchAlreadyExistsError(CloudFrontException):
    """The CallerReference was used for other paths."""

    def __init__(self) -> None:
        super().__init__(
            "InvalidationBatchAlreadyExists",
            "The invalidation batch you specified already exists with a different set of paths.",
        )


def install() -> None:
    """Let invalidations take their time, once for each CallerReference."""
    replace(CloudFrontBackend, "create_invalidation", create_invalidation)


def create_invalidation(
    backend: CloudFrontBackend, dist_id: str, paths: list[str], caller_ref: str
) -> Invalidation:
    """CreateInvalidation."""
    distribution, _ = backend.get_distribution(dist_id)
    with _lock:
        made = backend.invalidations.setdefault(dist_id, [])
        same = next((each for each in made if each.caller_ref == caller_ref), None)
        if same is None:
            same = SettlingInvalidation(distribution, paths, caller_ref)
            made.append(same)
        elif sorted(same.paths) != sorted(paths):
            raise InvalidationBatchAlreadyExistsError
        return same
