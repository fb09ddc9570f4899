"""One sandbox server, on free ports and with a home of its own, for all tests of a worker."""

from collections.abc import Iterator

import pytest

from sandbox import process
from sandbox.home import Home
from sandbox.ports import from_bases
from sandbox.state import Running
from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.deployment import Deployment


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("sandbox"))


@pytest.fixture(scope="session")
def server(home: Home) -> Iterator[Running]:
    yield process.start(home, from_bases(0, 0))
    process.stop(home)


@pytest.fixture(scope="session")
def clients(server: Running) -> Clients:
    return Clients(server.endpoint, "test", "test")


@pytest.fixture
def deployment(server: Running, clients: Clients) -> Iterator[Deployment]:
    """A platform in miniature in dev; taken away afterwards."""
    deployed = Deployment(clients, "dev", server.site("dev"))
    yield deployed
    deployed.remove()
