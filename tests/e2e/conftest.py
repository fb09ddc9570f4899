"""One stage and one story for all end-to-end tests: what it does takes minutes and is done once."""

from collections.abc import Iterator

import pytest
from rich.console import Console

from sandbox import engine
from sandbox.demo.stage import Stage, stage
from tests.e2e.story import Story, tell


@pytest.fixture(scope="session")
def sandbox_stage() -> Iterator[Stage]:
    engine.provision(Console(stderr=True))
    with stage() as made:
        yield made


@pytest.fixture(scope="session")
def story(sandbox_stage: Stage) -> Story:
    return tell(sandbox_stage)
