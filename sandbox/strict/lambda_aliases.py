"""Lambda aliases: RevisionId, traffic weights, versions that must exist. Changes moto.

- An update that names a RevisionId is made only if it is the alias's latest, else
  PreconditionFailedException (412); every update gives a new one.
  https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html
- Weights lie between 0 and 1, name one existing version other than the alias's own, and neither
  may be $LATEST; empty weights end the routing.
  https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html

moto ignores RevisionId, never renews it, takes any weights and keeps empty ones.
"""

import json
import threading
import uuid
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import unquote

from moto.awslambda.exceptions import InvalidParameterValueException, PreconditionFailedException
from moto.awslambda.models import LambdaAlias, LambdaBackend
from moto.awslambda.responses import LambdaResponse

from sandbox.strict.lambda_errors import STALE
from sandbox.strict.replacement import replace, surround

# Compare and set is one step, also when many rollbacks run at once.
_lock: Final = threading.Lock()


def install() -> None:
    """Make aliases strict."""
    surround(LambdaBackend, "create_alias", create_alias)
    replace(LambdaResponse, "update_alias", update_alias)
    replace(LambdaAlias, "to_json", to_json)


def create_alias(
    former: Callable[..., LambdaAlias],
    backend: LambdaBackend,
    name: str,
    function_name: str,
    function_version: str,
    description: str,
    routing_config: Any,
) -> LambdaAlias:
    """CreateAlias, with the weights checked."""
    _check_weights(backend, function_name, function_version, routing_config)
    return former(backend, name, function_name, function_version, description, routing_config)


def update_alias(response: LambdaResponse) -> tuple[int, dict[str, str], str]:
    """UpdateAlias as compare-and-set."""
    function_name = unquote(response.path.rsplit("/")[-3])
    name = unquote(response.path.rsplit("/", 2)[-1])
    change = json.loads(response.body)
    backend = response.backend
    with _lock:
        alias = backend.get_alias(name=name, function_name=function_name)
        wanted = change.get("RevisionId")
        if wanted and wanted != alias.revision_id:
            raise PreconditionFailedException(STALE)
        version = change.get("FunctionVersion") or alias.function_version
        routing = change.get("RoutingConfig")
        kept = routing if routing is not None else alias.routing_config
        _check_weights(backend, function_name, version, kept)
        backend.update_alias(
            name=name,
            function_name=function_name,
            function_version=change.get("FunctionVersion"),
            description=change.get("Description"),
            routing_config=routing,
        )
        alias.revision_id = str(uuid.uuid4())
        return 200, {}, json.dumps(alias.to_json())


def to_json(alias: LambdaAlias) -> dict[str, Any]:
    """The alias; without RoutingConfig when there are no weights."""
    document = {
        "AliasArn": alias.arn,
        "Description": alias.description,
        "FunctionVersion": alias.function_version,
        "Name": alias.name,
        "RevisionId": alias.revision_id,
    }
    weights = _weights(alias.routing_config)
    return document | ({"RoutingConfig": {"AdditionalVersionWeights": weights}} if weights else {})


def _weights(routing_config: Any) -> dict[str, float]:
    return (routing_config or {}).get("AdditionalVersionWeights") or {}


def _check_weights(
    backend: LambdaBackend, function_name: str, version: str, routing_config: Any
) -> None:
    weights = _weights(routing_config)
    if len(weights) > 1:
        raise InvalidParameterValueException(
            "Number of items in AdditionalVersionWeights exceeds 1"
        )
    for other, weight in weights.items():
        if "$LATEST" in (version, other):
            raise InvalidParameterValueException(
                "$LATEST is not supported for an alias pointing to more than 1 version"
            )
        if other == version:
            raise InvalidParameterValueException(
                f"Invalid function version {other}. "
                "Function version and additional version must be different"
            )
        if not 0 <= weight <= 1:
            raise InvalidParameterValueException(f"Invalid weight {weight} for version {other}")
        backend.get_function(function_name, other)
