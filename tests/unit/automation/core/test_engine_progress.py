"""What the engine is at."""

import pytest

from automation.core.engine_progress import UNTOLD, EngineProgress


@pytest.mark.parametrize("operation", ["create", "update", "delete", "replace", "import"])
def test_what_a_plan_lists_is_a_change(operation: str) -> None:
    assert EngineProgress("api", "Function", operation, "started").is_change


@pytest.mark.parametrize("operation", sorted(UNTOLD))
def test_what_no_plan_lists_is_none(operation: str) -> None:
    assert not EngineProgress("api", "Function", operation, "started").is_change


def test_a_resource_that_stays_the_same_asks_nothing_of_aws() -> None:
    assert not EngineProgress("api", "Function", "same", "started").is_work
    assert EngineProgress("api", "Function", "refresh", "started").is_work
