"""https://docs.aws.amazon.com/lambda/latest/api/API_GetProvisionedConcurrencyConfig.html"""

import time
from typing import Any

import pytest

from automation.core.names import ALIAS
from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.strict.errors import refusal

pytestmark = pytest.mark.functional


@pytest.fixture
def alias(clients: Clients, function: str) -> dict[str, str]:
    version = functions.publish(clients, function)
    clients.lambda_.create_alias(FunctionName=function, Name=ALIAS, FunctionVersion=version)
    return {"FunctionName": function, "Qualifier": ALIAS}


def ready(clients: Clients, alias: dict[str, str]) -> dict[str, Any]:
    while True:
        config = clients.lambda_.get_provisioned_concurrency_config(**alias)
        if config["Status"] != "IN_PROGRESS":
            return dict(config)
        time.sleep(0.05)


def test_an_alias_without_it_has_none(clients: Clients, alias: dict[str, str]) -> None:
    refused = refusal(clients.lambda_.get_provisioned_concurrency_config, **alias)

    assert refused == ("ProvisionedConcurrencyConfigNotFoundException", 404)


def test_it_is_allocated_over_time(clients: Clients, alias: dict[str, str]) -> None:
    put = clients.lambda_.put_provisioned_concurrency_config(
        **alias, ProvisionedConcurrentExecutions=3
    )

    assert (put["Status"], put["AvailableProvisionedConcurrentExecutions"]) == ("IN_PROGRESS", 0)
    assert ready(clients, alias)["AvailableProvisionedConcurrentExecutions"] == 3


def test_a_moved_alias_allocates_anew(
    clients: Clients, function: str, alias: dict[str, str]
) -> None:
    clients.lambda_.put_provisioned_concurrency_config(**alias, ProvisionedConcurrentExecutions=1)
    ready(clients, alias)
    functions.update(clients, function, functions.answering("second"))
    second = functions.publish(clients, function)

    clients.lambda_.update_alias(FunctionName=function, Name=ALIAS, FunctionVersion=second)

    moved = clients.lambda_.get_provisioned_concurrency_config(**alias)
    assert moved["Status"] == "IN_PROGRESS"


def test_it_is_gone_when_it_is_deleted(clients: Clients, alias: dict[str, str]) -> None:
    clients.lambda_.put_provisioned_concurrency_config(**alias, ProvisionedConcurrentExecutions=1)

    clients.lambda_.delete_provisioned_concurrency_config(**alias)

    refused = refusal(clients.lambda_.get_provisioned_concurrency_config, **alias)
    assert refused == ("ProvisionedConcurrencyConfigNotFoundException", 404)
