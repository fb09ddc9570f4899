"""Small resources for the contract tests, each with a name of its own."""

import re
from collections.abc import Iterator

import pytest

from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients


@pytest.fixture
def function(clients: Clients, request: pytest.FixtureRequest) -> Iterator[str]:
    """A settled function without a version, named after the test."""
    name = re.sub(r"\W", "-", request.node.name)[:60]
    functions.create(clients, name, functions.answering("first"))
    yield name
    clients.lambda_.delete_function(FunctionName=name)
