"""Aliases and versions against Lambda: revisions guard every write."""

import pytest

from automation.core.live import AliasMovedError, LiveAlias
from automation.core.plan import ShiftAlias
from automation.gateways.functions import FunctionsGateway
from automation.runs.traffic import shift_aliases
from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional


@pytest.fixture
def name(environment: str, clients: Clients) -> str:
    """A function with two published versions, its alias at the second."""
    name = f"clinical-trial-api-{environment}"
    functions.create(clients, name, functions.answering("one"), Publish=True)
    functions.update(clients, name, functions.answering("two"))
    functions.publish(clients, name)
    clients.lambda_.create_alias(FunctionName=name, Name="PROD", FunctionVersion="2")
    return name


def alias_of(name: str) -> LiveAlias:
    alias = FunctionsGateway().read_alias(name)
    assert alias is not None
    return alias


def test_an_alias_is_read_with_its_version_revision_and_weights(
    name: str, clients: Clients
) -> None:
    clients.lambda_.update_alias(
        FunctionName=name, Name="PROD", RoutingConfig={"AdditionalVersionWeights": {"1": 0.25}}
    )

    alias = alias_of(name)

    assert (alias.version, alias.weights) == ("2", (("1", 0.25),))
    assert alias.revision_id


def test_functions_without_an_alias_or_that_do_not_exist_are_left_out(
    name: str, environment: str, clients: Clients
) -> None:
    bare = f"clinical-trial-auth-{environment}"
    functions.create(clients, bare, functions.answering("one"), Publish=True)

    found = FunctionsGateway().read_aliases([name, bare, f"clinical-trial-none-{environment}"])

    assert list(found) == [name]


def test_the_code_of_each_version_is_told_and_missing_ones_left_out(
    name: str, clients: Clients
) -> None:
    found = FunctionsGateway().read_version_hashes([(name, "1"), (name, "2"), (name, "99")])

    assert found == {
        (name, number): clients.lambda_.get_function_configuration(
            FunctionName=name, Qualifier=number
        )["CodeSha256"]
        for number in ("1", "2")
    }
    assert found[name, "1"] != found[name, "2"]


def test_an_alias_is_pointed_and_its_new_revision_told(name: str) -> None:
    before = alias_of(name)

    pointed = FunctionsGateway().point_alias(LiveAlias(name, "1", before.revision_id))

    assert pointed == alias_of(name)
    assert (pointed.version, pointed.weights) == ("1", ())
    assert pointed.revision_id != before.revision_id


def test_pointing_empties_canary_weights_and_can_give_them_back(
    name: str, clients: Clients
) -> None:
    clients.lambda_.update_alias(
        FunctionName=name, Name="PROD", RoutingConfig={"AdditionalVersionWeights": {"1": 0.25}}
    )
    before = alias_of(name)
    gateway = FunctionsGateway()

    emptied = gateway.point_alias(LiveAlias(name, "1", before.revision_id))
    given_back = gateway.point_alias(LiveAlias(name, "2", emptied.revision_id, before.weights))

    assert emptied.weights == ()
    assert (given_back.version, given_back.weights) == ("2", (("1", 0.25),))


def test_an_alias_that_somebody_moved_is_not_written(name: str, clients: Clients) -> None:
    before = alias_of(name)
    clients.lambda_.update_alias(FunctionName=name, Name="PROD", FunctionVersion="1")

    with pytest.raises(AliasMovedError):
        FunctionsGateway().point_alias(LiveAlias(name, "2", before.revision_id))

    assert alias_of(name).version == "1"


def test_a_set_moves_together(environment: str, clients: Clients) -> None:
    made = [f"clinical-trial-s{number}-{environment}" for number in range(5)]
    for each in made:
        functions.create(clients, each, functions.answering("one"), Publish=True)
        functions.update(clients, each, functions.answering("two"))
        functions.publish(clients, each)
        clients.lambda_.create_alias(FunctionName=each, Name="PROD", FunctionVersion="2")
    live = FunctionsGateway().read_aliases(made)
    shifts = tuple(ShiftAlias(each, "2", "1", live[each].revision_id) for each in made)

    shift_aliases(FunctionsGateway(), shifts)

    assert {a.version for a in FunctionsGateway().read_aliases(made).values()} == {"1"}


def test_only_a_numbered_version_is_ever_deleted() -> None:
    for version in ("", "$LATEST", "PROD", "²"):
        with pytest.raises(ValueError, match="is no published version"):
            FunctionsGateway().delete_version("clinical-trial-api-dev", version)


def test_versions_and_what_aliases_refer_to_are_listed_and_one_version_deleted(
    name: str, clients: Clients
) -> None:
    gateway = FunctionsGateway()
    functions.update(clients, name, functions.answering("three"))
    functions.publish(clients, name)
    clients.lambda_.create_alias(
        FunctionName=name,
        Name="CANARY",
        FunctionVersion="2",
        RoutingConfig={"AdditionalVersionWeights": {"3": 0.1}},
    )

    assert set(gateway.list_versions([name, "no-such"])) == {(name, "1"), (name, "2"), (name, "3")}
    assert gateway.list_alias_targets([name, "no-such"]) == {(name, "2"), (name, "3")}

    gateway.delete_version(name, "1")
    gateway.delete_version(name, "1")

    assert set(gateway.list_versions([name])) == {(name, "2"), (name, "3")}
