"""How often Lambda tries an asynchronous invocation again: one setting a function. Changes moto.

PutFunctionEventInvokeConfig takes the place of what was there, UpdateFunctionEventInvokeConfig
changes what it names of it. moto keeps all that were ever put, and shows the first.
Source: https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
"""

from collections.abc import Callable
from typing import Any

from moto.awslambda.models import LambdaBackend

from sandbox.strict.replacement import surround


def install() -> None:
    """Keep one setting."""
    surround(LambdaBackend, "put_function_event_invoke_config", put)
    surround(LambdaBackend, "update_function_event_invoke_config", update)


def put(
    former: Callable[..., dict[str, Any]], backend: Any, function_name: str, config: dict[str, Any]
) -> dict[str, Any]:
    """PutFunctionEventInvokeConfig; a setting that is refused leaves the one that was there."""
    answer = former(backend, function_name, config)
    function = backend.get_function(function_name)
    function.event_invoke_config = function.event_invoke_config[-1:]
    return answer


def update(
    _former: Callable[..., dict[str, Any]],
    backend: Any,
    function_name: str,
    config: dict[str, Any],
) -> dict[str, Any]:
    """UpdateFunctionEventInvokeConfig."""
    kept = backend.get_function(function_name).event_invoke_config
    known = kept[-1].config if kept else {}
    changed: dict[str, Any] = backend.put_function_event_invoke_config(
        function_name, known | config
    )
    return changed
