"""Lambda settings that moto takes and forgets, so that a refresh would see drift. Changes moto.

DeadLetterConfig, LoggingConfig, and on update TracingConfig, EphemeralStorage and KMSKeyArn are
part of a function's configuration and of its versions; a reserved concurrency of 0 (the off switch)
is shown like any other; an update may empty the environment; each change renews RevisionId.
Source: https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html and
https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html
"""

import uuid
from collections.abc import Callable
from typing import Any, Final

from moto.awslambda.models import LambdaFunction

from sandbox.strict.replacement import surround

FORGOTTEN: Final = ("DeadLetterConfig", "LoggingConfig", "FileSystemConfigs")


def install() -> None:
    """Make function settings last."""
    surround(LambdaFunction, "__init__", create)
    surround(LambdaFunction, "get_configuration", get_configuration)
    surround(LambdaFunction, "get_code", get_code)
    surround(LambdaFunction, "update_configuration", update_configuration)
    surround(LambdaFunction, "update_function_code", update_function_code)


def create(
    former: Callable[..., None],
    function: LambdaFunction,
    account_id: str,
    spec: dict[str, Any],
    region: str,
    version: str | int,
) -> None:
    """Remember what moto does not."""
    former(function, account_id, spec, region, version)
    _remember(function, spec)


def get_configuration(
    former: Callable[..., dict[str, Any]], function: LambdaFunction, on_create: bool = False
) -> dict[str, Any]:
    """The configuration with what was remembered."""
    remembered: dict[str, Any] = vars(function)["remembered"]
    return former(function, on_create) | remembered


def get_code(former: Callable[..., dict[str, Any]], function: LambdaFunction) -> dict[str, Any]:
    """GetFunction's answer, with a reserved concurrency of 0 too."""
    answer = former(function)
    if function.reserved_concurrency is not None:
        reserved = int(function.reserved_concurrency)
        answer["Concurrency"] = {"ReservedConcurrentExecutions": reserved}
    return answer


def update_configuration(
    former: Callable[..., Any], function: LambdaFunction, changes: dict[str, Any]
) -> dict[str, Any]:
    """UpdateFunctionConfiguration."""
    if "Environment" in changes:
        variables = (changes["Environment"] or {}).get("Variables") or {}
        changes = changes | {"Environment": {"Variables": variables}}
    former(function, changes)
    if "TracingConfig" in changes:
        function.tracing_config = changes["TracingConfig"]
    if "EphemeralStorage" in changes:
        function.ephemeral_storage = changes["EphemeralStorage"]["Size"]
    if "KMSKeyArn" in changes:
        function.kms_key_arn = changes["KMSKeyArn"] or None
    _remember(function, changes)
    return function.get_configuration()


def update_function_code(
    former: Callable[..., Any], function: LambdaFunction, change: dict[str, Any]
) -> dict[str, Any]:
    """UpdateFunctionCode."""
    former(function, change)
    _remember(function, {})
    return function.get_configuration()


def _remember(function: LambdaFunction, changes: dict[str, Any]) -> None:
    # A new dictionary each time: published versions share the former one.
    vars(function)["remembered"] = {
        **vars(function).get("remembered", {}),
        **{name: changes[name] for name in FORGOTTEN if name in changes},
        "RevisionId": str(uuid.uuid4()),
    }
