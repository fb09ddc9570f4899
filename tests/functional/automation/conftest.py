"""A sandbox of their own for the suites that run rollbacks: in it AWS settles at once.

What waits for AWS to settle is tested elsewhere; here hundreds of runs would wait for it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sandbox import process
from sandbox.home import Home
from sandbox.ports import from_bases
from sandbox.state import Running
from sandbox.strict.settling import VARIABLE
from tests.functional.sandbox.clients import Clients


@pytest.fixture(scope="session")
def quick_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("quick-sandbox"))


@contextmanager
def serving(home: Home) -> Iterator[Running]:
    """A sandbox in which AWS settles at once, for as long as the context lasts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, "0.001")
        started = process.start(home, from_bases(0, 0))
    yield started
    process.stop(home)


@pytest.fixture(scope="session")
def quick_server(quick_home: Home) -> Iterator[Running]:
    with serving(quick_home) as started:
        yield started


@pytest.fixture(scope="session")
def quick_clients(quick_server: Running) -> Clients:
    return Clients(quick_server.endpoint, "test", "test")
