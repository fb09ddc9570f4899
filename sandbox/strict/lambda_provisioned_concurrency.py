"""Lambda provisioned concurrency of an alias, which moto lacks. Changes moto.

- PutProvisionedConcurrencyConfig answers IN_PROGRESS and is READY once the environments are there;
  GetProvisionedConcurrencyConfig of a qualifier without one is
  ProvisionedConcurrencyConfigNotFoundException (404).
  https://docs.aws.amazon.com/lambda/latest/api/API_GetProvisionedConcurrencyConfig.html
- An alias that is pointed at another version allocates anew, so it is IN_PROGRESS again.
  https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from moto.awslambda import urls
from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.models import LambdaBackend
from moto.awslambda.responses import LambdaResponse

from sandbox.strict.replacement import surround
from sandbox.strict.settling import settle_seconds

Answer = tuple[int, dict[str, str], str]
_PATH: Final = (
    r"{0}/(?P<api_version>[^/]+)/functions/(?P<function_name>[\w_:%-]+)/provisioned-concurrency/?$"
)


@dataclass
class _Allocation:
    requested: int
    since: float

    def document(self) -> dict[str, Any]:
        ready = time.monotonic() - self.since >= settle_seconds()
        there = self.requested if ready else 0
        return {
            "RequestedProvisionedConcurrentExecutions": self.requested,
            "AllocatedProvisionedConcurrentExecutions": there,
            "AvailableProvisionedConcurrentExecutions": there,
            "Status": "READY" if ready else "IN_PROGRESS",
        }


class NotFoundError(LambdaClientError):
    """There is no provisioned concurrency of that qualifier."""

    code = 404

    def __init__(self) -> None:
        super().__init__(
            "ProvisionedConcurrencyConfigNotFoundException",
            "No Provisioned Concurrency Config found for this function",
        )


_allocations: Final[dict[tuple[str, str], _Allocation]] = {}


def install() -> None:
    """Give moto the three calls, and let a moved alias allocate anew."""
    urls.url_paths[_PATH] = LambdaResponse.dispatch
    for name, method in (
        ("put_provisioned_concurrency_config", put),
        ("get_provisioned_concurrency_config", get),
        ("delete_provisioned_concurrency_config", delete),
    ):
        setattr(LambdaResponse, name, method)
    surround(LambdaBackend, "update_alias", update_alias)


def put(response: LambdaResponse) -> Answer:
    """PutProvisionedConcurrencyConfig."""
    function, qualifier = _key(response)
    response.backend.get_function(function, qualifier)
    requested = json.loads(response.body)["ProvisionedConcurrentExecutions"]
    allocation = _allocations[function, qualifier] = _Allocation(requested, time.monotonic())
    return 202, {}, json.dumps(allocation.document())


def get(response: LambdaResponse) -> Answer:
    """GetProvisionedConcurrencyConfig."""
    allocation = _allocations.get(_key(response))
    if allocation is None:
        raise NotFoundError
    return 200, {}, json.dumps(allocation.document())


def delete(response: LambdaResponse) -> Answer:
    """DeleteProvisionedConcurrencyConfig."""
    _allocations.pop(_key(response), None)
    return 204, {}, ""


def update_alias(
    former: Callable[..., Any], backend: LambdaBackend, *arguments: Any, **named: Any
) -> Any:
    """UpdateAlias of an alias with provisioned concurrency."""
    alias = former(backend, *arguments, **named)
    allocation = _allocations.get((named["function_name"], named["name"]))
    if allocation is not None and named.get("function_version"):
        allocation.since = time.monotonic()
    return alias


def _key(response: LambdaResponse) -> tuple[str, str]:
    function = response.path.split("/functions/", 1)[1].split("/", 1)[0]
    return function, str(response.querystring.get("Qualifier", [""])[0])
