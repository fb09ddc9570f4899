import pytest

from tests.unit.components.recording import Program


@pytest.fixture
def program() -> Program:
    return Program()
