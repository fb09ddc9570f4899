"""https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html"""

from collections.abc import Iterator

import pytest

from sandbox import process
from sandbox.home import Home
from sandbox.ports import from_bases
from sandbox.strict.settling import VARIABLE
from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.strict.errors import refusal

pytestmark = pytest.mark.functional


@pytest.fixture(scope="module")
def unhurried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    """A server on which nothing settles within a test's time."""
    home = Home(tmp_path_factory.mktemp("unhurried"))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(VARIABLE, "3600")
        server = process.start(home, from_bases(0, 0))
    yield Clients(server.endpoint, "test", "test")
    process.stop(home)


def test_a_created_function_is_pending_then_active(clients: Clients) -> None:
    created = functions.create(clients, "pending", functions.answering("first"), Publish=True)
    settled = clients.lambda_.get_function(FunctionName="pending")["Configuration"]
    clients.lambda_.delete_function(FunctionName="pending")

    assert (created["State"], settled["State"]) == ("Pending", "Active")
    assert created["Version"] == "1"


def test_an_updated_function_is_in_progress_then_successful(
    clients: Clients, function: str
) -> None:
    started = clients.lambda_.update_function_configuration(FunctionName=function, Timeout=9)
    functions.settle(clients, function)
    settled = clients.lambda_.get_function(FunctionName=function)["Configuration"]

    assert started["LastUpdateStatus"] == "InProgress"
    assert (settled["LastUpdateStatus"], settled["Timeout"]) == ("Successful", 9)


def test_a_function_that_is_not_settled_refuses_changes(unhurried: Clients) -> None:
    name = {"FunctionName": "unsettled"}
    functions.begin(unhurried, "unsettled", functions.answering("first"))

    refused = {
        refusal(unhurried.lambda_.publish_version, **name),
        refusal(unhurried.lambda_.update_function_configuration, **name, Timeout=9),
        refusal(unhurried.lambda_.update_function_code, **name, ZipFile=functions.zipped("")),
    }

    assert refused == {("ResourceConflictException", 409)}
    kept = unhurried.lambda_.get_function_configuration(**name)
    assert (kept["State"], kept["Timeout"]) == ("Pending", 3)
