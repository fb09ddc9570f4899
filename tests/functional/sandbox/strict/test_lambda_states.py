"""https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html"""

import pytest

from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.strict.errors import refusal

pytestmark = pytest.mark.functional


def test_a_created_function_is_pending_then_active(clients: Clients) -> None:
    created = functions.create(clients, "pending", functions.answering("first"), Publish=True)
    settled = clients.lambda_.get_function(FunctionName="pending")["Configuration"]
    clients.lambda_.delete_function(FunctionName="pending")

    assert (created["State"], settled["State"]) == ("Pending", "Active")
    assert created["Version"] == "1"


def test_an_updated_function_refuses_changes_until_it_is_settled(
    clients: Clients, function: str
) -> None:
    started = clients.lambda_.update_function_configuration(FunctionName=function, Timeout=9)

    refused = refusal(clients.lambda_.publish_version, FunctionName=function)
    also = refusal(clients.lambda_.update_function_configuration, FunctionName=function, Timeout=10)
    functions.settle(clients, function)

    assert started["LastUpdateStatus"] == "InProgress"
    assert refused == also == ("ResourceConflictException", 409)
    assert functions.publish(clients, function) == "1"
