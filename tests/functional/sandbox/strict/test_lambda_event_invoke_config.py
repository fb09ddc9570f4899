"""https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html"""

from typing import Any

import pytest

from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional


def settings(clients: Clients, function: str) -> Any:
    found = clients.lambda_.get_function_event_invoke_config(FunctionName=function)
    return found.get("MaximumRetryAttempts"), found.get("MaximumEventAgeInSeconds")


def test_what_is_put_takes_the_place_of_what_was_there(clients: Clients, function: str) -> None:
    put = clients.lambda_.put_function_event_invoke_config
    put(FunctionName=function, MaximumRetryAttempts=2, MaximumEventAgeInSeconds=60)
    put(FunctionName=function, MaximumRetryAttempts=1)

    assert settings(clients, function) == (1, None)


def test_an_update_changes_what_it_names(clients: Clients, function: str) -> None:
    clients.lambda_.put_function_event_invoke_config(
        FunctionName=function, MaximumRetryAttempts=2, MaximumEventAgeInSeconds=60
    )
    clients.lambda_.update_function_event_invoke_config(
        FunctionName=function, MaximumRetryAttempts=0
    )

    assert settings(clients, function) == (0, 60)
