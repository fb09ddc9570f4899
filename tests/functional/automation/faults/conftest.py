"""Runs that faults strike, on broken platforms in two environments of one sandbox."""

from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from automation.core.names import Environment
from sandbox.state import Running
from tests.functional.automation.faults.incidents import Incidents
from tests.functional.automation.faults.team import Team
from tests.functional.automation.miniature.door import Door
from tests.functional.automation.miniature.nursery import Nursery
from tests.functional.automation.miniature.platform import Platform
from tests.functional.automation.miniature.proxy import Proxy
from tests.functional.automation.miniature.scenes import broken
from tests.functional.automation.miniature.work import place_of
from tests.functional.sandbox.clients import Clients

ENVIRONMENTS: tuple[Environment, ...] = ("dev", "staging")


@pytest.fixture(scope="module")
def team(quick_server: Running, quick_clients: Clients) -> Iterator[Team]:
    with ExitStack() as stack:
        members = []
        for environment in ENVIRONMENTS:
            scene = broken(Platform(quick_server, quick_clients, environment))
            stack.callback(scene.platform.remove)
            proxy = stack.enter_context(closing(Proxy(quick_server.endpoint)))
            door = stack.enter_context(closing(Door(scene.platform.site_url)))
            place = place_of(environment, proxy.endpoint, door.url)
            nursery = stack.enter_context(closing(Nursery(place)))
            members.append(Incidents(scene, nursery, proxy))
        yield Team(tuple(members))
