"""A sandbox whose minutes are short, with a platform in miniature and users who keep coming."""

from collections.abc import Iterator

import pytest

from sandbox import process
from sandbox.home import Home
from sandbox.ports import from_bases
from sandbox.state import Running
from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.monitoring.queues import Queue
from tests.functional.sandbox.monitoring.watched import Watched

# Long enough for twenty requests, each of which starts an interpreter, on a busy machine.
MINUTE = 6.0


@pytest.fixture(scope="session")
def hasty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = Home(tmp_path_factory.mktemp("hasty"))
    yield process.start(home, from_bases(0, 0), MINUTE)
    process.stop(home)


@pytest.fixture
def hasty_clients(hasty_server: Running) -> Clients:
    return Clients(hasty_server.endpoint, "test", "test")


@pytest.fixture
def watched(hasty_server: Running, hasty_clients: Clients) -> Iterator[Watched]:
    made = Watched(hasty_clients, "dev", hasty_server.site("dev"))
    yield made
    made.remove()


@pytest.fixture
def dead(clients: Clients) -> Iterator[Queue]:
    made = Queue(clients)
    yield made
    made.remove()


@pytest.fixture
def other(clients: Clients) -> Iterator[Queue]:
    made = Queue(clients)
    yield made
    made.remove()
