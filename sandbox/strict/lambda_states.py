"""A Lambda function settles after it is created or updated, before it can be changed again.

Created, it is Pending, then Active; updated, its LastUpdateStatus is InProgress, then Successful; a
further change or a publication meanwhile is refused with ResourceConflictException (409). Code that
does not wait works against moto and fails on AWS. Changes moto.
Source: https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
"""

import threading
import time
from collections.abc import Callable
from typing import Any, Final

from moto.awslambda.models import LambdaBackend, LambdaFunction

from sandbox.strict.lambda_errors import ResourceConflictError
from sandbox.strict.replacement import surround
from sandbox.strict.settling import settle_seconds

CREATING: Final = {
    "State": "Pending",
    "StateReason": "The function is being created.",
    "StateReasonCode": "Creating",
}
UPDATING: Final = {
    "LastUpdateStatus": "InProgress",
    "LastUpdateStatusReason": "The function is being updated.",
    "LastUpdateStatusReasonCode": "Creating",
}
# Looking whether a function is settled and changing it is one step.
_lock: Final = threading.RLock()


def install() -> None:
    """Let functions take their time."""
    surround(LambdaFunction, "get_configuration", get_configuration)
    surround(LambdaBackend, "create_function", create_function)
    surround(LambdaBackend, "update_function_code", update)
    surround(LambdaBackend, "update_function_configuration", update)
    surround(LambdaBackend, "publish_version", publish_version)


def get_configuration(
    former: Callable[..., dict[str, Any]], function: LambdaFunction, on_create: bool = False
) -> dict[str, Any]:
    """The configuration, with the state of this moment."""
    return former(function, on_create) | _unsettled(function)


def create_function(
    former: Callable[..., LambdaFunction], backend: LambdaBackend, spec: dict[str, Any]
) -> LambdaFunction:
    """CreateFunction: the function, and its version when it publishes one, are Pending."""
    function = former(backend, spec)
    for each in (function, *backend.list_versions_by_function(function.function_name)):
        _unsettle(each, CREATING)
    _unsettle(backend.get_function(function.function_name), CREATING)
    return function


def update(
    former: Callable[..., dict[str, Any]],
    backend: LambdaBackend,
    function_name: str,
    qualifier: str,
    body: dict[str, Any],
) -> dict[str, Any]:
    """UpdateFunctionCode and UpdateFunctionConfiguration."""
    with _lock:
        function = backend.get_function(function_name)
        _require_settled(function)
        answer = former(backend, function_name, qualifier, body)
        if body.get("DryRun"):
            return answer
        _unsettle(function, UPDATING)
        return answer | UPDATING


def publish_version(
    former: Callable[..., LambdaFunction],
    backend: LambdaBackend,
    function_name: str,
    description: str = "",
) -> LambdaFunction:
    """PublishVersion."""
    with _lock:
        _require_settled(backend.get_function(function_name))
        return former(backend, function_name, description)


def _unsettle(function: LambdaFunction, state: dict[str, str]) -> None:
    vars(function)["settling"] = (state, time.monotonic() + settle_seconds())


def _unsettled(function: LambdaFunction) -> dict[str, str]:
    state, until = vars(function).get("settling", ({}, 0.0))
    return state if time.monotonic() < until else {}


def _require_settled(function: LambdaFunction) -> None:
    state = _unsettled(function)
    if "State" in state:
        raise ResourceConflictError(
            "The operation cannot be performed at this time. "
            "The function is currently in the following state: Pending"
        )
    if state:
        raise ResourceConflictError(
            "The operation cannot be performed at this time. "
            f"An update is in progress for resource: {function.function_arn}"
        )
