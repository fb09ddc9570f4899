"""Receivers on loopback, found as their services would be; and the sandbox's AWS."""

from collections.abc import Iterator

import pytest

from sandbox.receivers.inbox import Inbox
from sandbox.receivers.receivers import Receivers, receivers
from sandbox.state import Running
from tests.functional.automation.finding_aws import find_aws_at


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receivers]:
    """Receivers that stand in for the services."""
    with receivers() as made:
        for name, value in made.variables.items():
            monkeypatch.setenv(name, value)
        yield made


@pytest.fixture
def inbox(services: Receivers) -> Inbox:
    return services.inbox


@pytest.fixture
def aws(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every client finds the sandbox."""
    find_aws_at(server.endpoint, monkeypatch)
