"""CloudFront's optimistic locking; only a disabled distribution can be deleted. Changes moto.

Each update gives a distribution another ETag. UpdateDistribution and DeleteDistribution want the
current one as IfMatch: a former one fails with PreconditionFailed (412), anything else with
InvalidIfMatchVersion (400). moto accepts any and never renews it.
Source: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_UpdateDistribution.html and
https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DeleteDistribution.html
"""

import threading
from collections.abc import Callable
from typing import Any, Final

from moto.cloudfront.exceptions import CloudFrontException, InvalidIfMatchVersion
from moto.cloudfront.models import CloudFrontBackend, Distribution, random_id

from sandbox.strict.replacement import surround

_lock: Final = threading.Lock()


class PreconditionFailedError(CloudFrontException):
    """The distribution was changed since its ETag was read."""

    def __init__(self) -> None:
        super().__init__(
            "PreconditionFailed",
            "The request failed because it didn't meet the preconditions in one or more "
            "request-header fields.",
        )


class DistributionNotDisabledError(CloudFrontException):
    """An enabled distribution serves users."""

    def __init__(self) -> None:
        super().__init__(
            "DistributionNotDisabled",
            "The specified CloudFront distribution is not disabled. "
            "You must disable the distribution before you can delete it.",
        )


def install() -> None:
    """Make ETags count."""
    surround(CloudFrontBackend, "update_distribution", update_distribution)
    surround(CloudFrontBackend, "delete_distribution", delete_distribution)


def update_distribution(
    former: Callable[..., Any],
    backend: CloudFrontBackend,
    dist_config: dict[str, Any],
    _id: str,
    if_match: Any,
) -> tuple[Distribution, str, str]:
    """UpdateDistribution as compare-and-set."""
    with _lock:
        _check(backend, _id, if_match)
        distribution, location, _ = former(backend, dist_config, _id, if_match)
        vars(distribution).setdefault("former_etags", set()).add(distribution.etag)
        distribution.etag = random_id()
        return distribution, location, distribution.etag


def delete_distribution(
    former: Callable[..., None], backend: CloudFrontBackend, distribution_id: str, if_match: Any
) -> None:
    """DeleteDistribution."""
    with _lock:
        distribution = _check(backend, distribution_id, if_match)
        if distribution is not None and distribution.distribution_config.Enabled:  # type: ignore[attr-defined]
            raise DistributionNotDisabledError
        former(backend, distribution_id, if_match)


def _check(backend: CloudFrontBackend, distribution_id: str, if_match: Any) -> Distribution | None:
    """What moto refuses by itself (no such distribution, no IfMatch) is left to it."""
    distribution = backend.distributions.get(distribution_id)
    if distribution is not None and if_match and if_match != distribution.etag:
        if if_match in vars(distribution).get("former_etags", ()):
            raise PreconditionFailedError
        raise InvalidIfMatchVersion
    return distribution
