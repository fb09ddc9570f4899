"""https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.strict.errors import refusal

pytestmark = pytest.mark.functional


@pytest.fixture
def versions(clients: Clients, function: str) -> tuple[str, str]:
    first = functions.publish(clients, function)
    functions.update(clients, function, functions.answering("second"))
    second = functions.publish(clients, function)
    clients.lambda_.create_alias(FunctionName=function, Name="PROD", FunctionVersion=first)
    return first, second


def test_each_update_gives_another_revision(
    clients: Clients, function: str, versions: tuple[str, str]
) -> None:
    alias = {"FunctionName": function, "Name": "PROD"}
    before = clients.lambda_.get_alias(**alias)["RevisionId"]

    after = clients.lambda_.update_alias(**alias, FunctionVersion=versions[1])["RevisionId"]

    assert after != before
    assert clients.lambda_.get_alias(**alias)["RevisionId"] == after


def test_an_update_with_a_stale_revision_is_refused_and_changes_nothing(
    clients: Clients, function: str, versions: tuple[str, str]
) -> None:
    alias = {"FunctionName": function, "Name": "PROD"}
    stale = clients.lambda_.get_alias(**alias)["RevisionId"]
    clients.lambda_.update_alias(**alias, Description="changed", RevisionId=stale)

    refused = refusal(
        clients.lambda_.update_alias, **alias, FunctionVersion=versions[1], RevisionId=stale
    )

    assert refused == ("PreconditionFailedException", 412)
    assert clients.lambda_.get_alias(**alias)["FunctionVersion"] == versions[0]


def test_of_many_updates_with_one_revision_one_wins(
    clients: Clients, function: str, versions: tuple[str, str]
) -> None:
    alias = {"FunctionName": function, "Name": "PROD"}
    revision = clients.lambda_.get_alias(**alias)["RevisionId"]

    def move(_: int) -> bool:
        try:
            clients.lambda_.update_alias(**alias, FunctionVersion=versions[1], RevisionId=revision)
        except ClientError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(move, range(16)))

    assert won.count(True) == 1


def test_empty_weights_end_the_routing(
    clients: Clients, function: str, versions: tuple[str, str]
) -> None:
    alias = {"FunctionName": function, "Name": "PROD"}
    weights = {"AdditionalVersionWeights": {versions[1]: 0.1}}
    clients.lambda_.update_alias(**alias, RoutingConfig=weights)
    assert clients.lambda_.get_alias(**alias)["RoutingConfig"] == weights

    clients.lambda_.update_alias(**alias, RoutingConfig={"AdditionalVersionWeights": {}})

    assert "RoutingConfig" not in clients.lambda_.get_alias(**alias)


def test_an_update_that_names_no_weights_keeps_them(
    clients: Clients, function: str, versions: tuple[str, str]
) -> None:
    alias = {"FunctionName": function, "Name": "PROD"}
    weights = {"AdditionalVersionWeights": {versions[1]: 0.1}}
    clients.lambda_.update_alias(**alias, RoutingConfig=weights)

    clients.lambda_.update_alias(**alias, Description="canary")

    assert clients.lambda_.get_alias(**alias)["RoutingConfig"] == weights


def test_weights_must_name_another_version_that_exists(
    clients: Clients, function: str, versions: tuple[str, str]
) -> None:
    alias = {"FunctionName": function, "Name": "PROD"}

    def weighted(version: str) -> tuple[str, int]:
        routing = {"AdditionalVersionWeights": {version: 0.1}}
        return refusal(clients.lambda_.update_alias, **alias, RoutingConfig=routing)

    assert weighted(versions[0]) == ("InvalidParameterValueException", 400)
    assert weighted("99") == ("ResourceNotFoundException", 404)


def test_an_alias_moves_to_existing_versions_only(
    clients: Clients, function: str, versions: tuple[str, str]
) -> None:
    refused = refusal(
        clients.lambda_.update_alias, FunctionName=function, Name="PROD", FunctionVersion="99"
    )

    assert refused == ("ResourceNotFoundException", 404)
