from importlib import import_module
from typing import Any

import pytest

from automation.core.names import SERVICES
from services.common.service import Service


@pytest.mark.parametrize("name", SERVICES)
def test_each_function_answers_below_the_prefix_that_the_api_routes_to_it(name: str) -> None:
    module: Any = import_module(f"services.{name}.handler")
    service: Service = module.SERVICE
    assert service.name == name
    assert service.prefix == ("/api" if name == "api" else f"/api/{name}")
    assert callable(module.handle)
