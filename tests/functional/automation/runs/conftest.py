"""A broken platform in dev, runs on it through a counting proxy, and commands of its operators."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sandbox.environment import process_environment
from sandbox.home import Home
from sandbox.state import Running
from tests.functional.automation.gateways.git_repository import GitRepository
from tests.functional.automation.miniature.door import Door
from tests.functional.automation.miniature.nursery import Nursery
from tests.functional.automation.miniature.platform import Platform
from tests.functional.automation.miniature.proxy import Proxy
from tests.functional.automation.miniature.scenes import Scene, broken, commits_in
from tests.functional.automation.miniature.work import Place, place_of
from tests.functional.automation.runs.operator import Operator
from tests.functional.sandbox.clients import Clients


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> GitRepository:
    """What the operators stand in; its commits are the platform's releases."""
    return GitRepository(tmp_path_factory.mktemp("operator") / "repository")


@pytest.fixture(scope="module")
def scene(
    quick_server: Running, quick_clients: Clients, repository: GitRepository
) -> Iterator[Scene]:
    """A broken platform; a test that changes it sets it back before."""
    made = broken(Platform(quick_server, quick_clients, "dev"), commits_in(repository))
    yield made
    made.platform.remove()


@pytest.fixture(scope="session")
def proxy(quick_server: Running) -> Iterator[Proxy]:
    with closing(Proxy(quick_server.endpoint)) as made:
        yield made


@pytest.fixture(scope="session")
def door(quick_server: Running) -> Iterator[Door]:
    with closing(Door(quick_server.site("dev"))) as made:
        yield made


@pytest.fixture(scope="session")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the engine would keep the state, and keeps its locks."""
    return tmp_path_factory.mktemp("backend")


@pytest.fixture(scope="session")
def place(proxy: Proxy, door: Door, backend: Path) -> Place:
    """Dev, on the other side of the proxy."""
    return place_of("dev", proxy.endpoint, door.url, backend=f"file://{backend}")


@pytest.fixture(scope="session")
def nursery(place: Place) -> Iterator[Nursery]:
    with closing(Nursery(place)) as made:
        yield made


@pytest.fixture
def operator(repository: GitRepository, quick_home: Home, proxy: Proxy, tmp_path: Path) -> Operator:
    """The requester, with nothing left behind by an earlier test."""
    return requester(repository, quick_home, proxy, tmp_path)


def requester(repository: GitRepository, home: Home, proxy: Proxy, scratch: Path) -> Operator:
    """Who may ask for rollbacks, and whose calls go through the proxy."""
    variables = process_environment("requester", home) | {"AWS_ENDPOINT_URL": proxy.endpoint}
    return Operator(repository.folder, variables, scratch)


@pytest.fixture(scope="module")
def checkpoint(quick_home: Home) -> str:
    """A stack's state where the operators' backend is; gives its text."""
    text = '{"version": 3, "checkpoint": {}}'
    url = process_environment("requester", quick_home)["PULUMI_BACKEND_URL"]
    file = Path(url.removeprefix("file://")) / ".pulumi/stacks/clinical-trial/dev.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return text


@pytest.fixture(scope="module")
def prod(quick_server: Running, quick_clients: Clients) -> Iterator[Scene]:
    """A broken platform in prod, where another person approves."""
    made = broken(Platform(quick_server, quick_clients, "prod"))
    yield made
    made.platform.remove()


@pytest.fixture(scope="module")
def prod_nursery(quick_server: Running) -> Iterator[Nursery]:
    """Processes that work on it."""
    with (
        closing(Door(quick_server.site("prod"))) as door,
        closing(Nursery(place_of("prod", quick_server.endpoint, door.url))) as made,
    ):
        yield made
