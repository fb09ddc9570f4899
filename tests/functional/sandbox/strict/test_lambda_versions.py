"""https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html and API_DeleteFunction"""

import pytest

from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.strict.errors import refusal

pytestmark = pytest.mark.functional


def test_publishing_again_without_a_change_answers_the_last_version(
    clients: Clients, function: str
) -> None:
    first = functions.publish(clients, function)
    functions.update(clients, function, functions.answering("first"))

    assert functions.publish(clients, function) == first


def test_a_change_of_code_or_settings_makes_a_version(clients: Clients, function: str) -> None:
    assert functions.publish(clients, function) == "1"
    functions.update(clients, function, functions.answering("second"))
    assert functions.publish(clients, function) == "2"
    clients.lambda_.update_function_configuration(FunctionName=function, Timeout=9)
    functions.settle(clients, function)

    assert functions.publish(clients, function) == "3"


def test_code_brought_back_makes_a_version_of_its_own(clients: Clients, function: str) -> None:
    functions.publish(clients, function)
    functions.update(clients, function, functions.answering("second"))
    functions.publish(clients, function)
    functions.update(clients, function, functions.answering("first"))

    assert functions.publish(clients, function) == "3"


def test_a_version_keeps_its_code_hash_and_settings(clients: Clients, function: str) -> None:
    functions.publish(clients, function)
    before = clients.lambda_.get_function_configuration(FunctionName=function, Qualifier="1")
    functions.update(clients, function, functions.answering("second"))
    clients.lambda_.update_function_configuration(FunctionName=function, Timeout=9)
    functions.settle(clients, function)
    functions.publish(clients, function)

    after = clients.lambda_.get_function_configuration(FunctionName=function, Qualifier="1")

    kept = ("CodeSha256", "Timeout", "RevisionId", "LastModified")
    assert [after[key] for key in kept] == [before[key] for key in kept]


def test_the_number_of_a_deleted_version_is_not_used_again(clients: Clients, function: str) -> None:
    functions.publish(clients, function)
    functions.update(clients, function, functions.answering("second"))
    deleted = functions.publish(clients, function)
    clients.lambda_.delete_function(FunctionName=function, Qualifier=deleted)
    functions.update(clients, function, functions.answering("third"))

    assert functions.publish(clients, function) == "3"


def test_publishing_other_code_than_meant_is_refused(clients: Clients, function: str) -> None:
    refused = refusal(clients.lambda_.publish_version, FunctionName=function, CodeSha256="b3RoZXI=")

    assert refused == ("InvalidParameterValueException", 400)


def test_a_version_behind_an_alias_cannot_be_deleted(clients: Clients, function: str) -> None:
    functions.publish(clients, function)
    clients.lambda_.create_alias(FunctionName=function, Name="PROD", FunctionVersion="1")

    refused = refusal(clients.lambda_.delete_function, FunctionName=function, Qualifier="1")

    assert refused == ("ResourceConflictException", 409)
    assert clients.lambda_.get_function(FunctionName=function, Qualifier="1")


def test_a_version_with_a_weight_cannot_be_deleted(clients: Clients, function: str) -> None:
    functions.publish(clients, function)
    functions.update(clients, function, functions.answering("second"))
    functions.publish(clients, function)
    clients.lambda_.create_alias(
        FunctionName=function,
        Name="PROD",
        FunctionVersion="2",
        RoutingConfig={"AdditionalVersionWeights": {"1": 0.5}},
    )

    refused = refusal(clients.lambda_.delete_function, FunctionName=function, Qualifier="1")

    assert refused == ("ResourceConflictException", 409)


@pytest.mark.parametrize("qualifier", ["PROD", "$LATEST"])
def test_only_a_numbered_version_can_be_deleted_alone(
    clients: Clients, function: str, qualifier: str
) -> None:
    functions.publish(clients, function)
    clients.lambda_.create_alias(FunctionName=function, Name="PROD", FunctionVersion="1")

    refused = refusal(clients.lambda_.delete_function, FunctionName=function, Qualifier=qualifier)

    assert refused == ("InvalidParameterValueException", 400)
