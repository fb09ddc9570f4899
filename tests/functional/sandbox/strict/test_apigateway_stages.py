"""https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html (UpdateStage)"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.strict.errors import refusal

pytestmark = pytest.mark.functional


@pytest.fixture
def stage(clients: Clients) -> Iterator[dict[str, str]]:
    api = clients.apigateway.create_rest_api(name="stages")
    resource = {"restApiId": api["id"], "resourceId": api["rootResourceId"], "httpMethod": "GET"}
    clients.apigateway.put_method(**resource, authorizationType="NONE")
    clients.apigateway.put_integration(**resource, type="MOCK")
    clients.apigateway.create_deployment(restApiId=api["id"], stageName="prod")
    yield {"restApiId": api["id"], "stageName": "prod"}
    clients.apigateway.delete_rest_api(restApiId=api["id"])


def patch(op: str, path: str, value: str | None = None) -> dict[str, Any]:
    return {"op": op, "path": path} | ({"value": value} if value is not None else {})


def test_throttle_settings_are_set_for_all_methods_and_for_one(
    clients: Clients, stage: dict[str, str]
) -> None:
    clients.apigateway.update_stage(
        **stage,
        patchOperations=[
            patch("replace", "/*/*/throttling/rateLimit", "0"),
            patch("replace", "/*/*/throttling/burstLimit", "0"),
            patch("replace", "/~1api/GET/throttling/rateLimit", "5"),
        ],
    )

    settings = clients.apigateway.get_stage(**stage)["methodSettings"]

    assert settings["*/*"]["throttlingRateLimit"] == 0
    assert settings["*/*"]["throttlingBurstLimit"] == 0
    assert settings["~1api/GET"]["throttlingRateLimit"] == 5


def test_removing_the_settings_leaves_none(clients: Clients, stage: dict[str, str]) -> None:
    clients.apigateway.update_stage(
        **stage, patchOperations=[patch("replace", "/*/*/throttling/rateLimit", "0")]
    )

    clients.apigateway.update_stage(**stage, patchOperations=[patch("remove", "/*/*")])

    assert clients.apigateway.get_stage(**stage)["methodSettings"] == {}


@pytest.mark.parametrize("path", ["/throttle/rateLimit", "/*/*/throttling/nonsense"])
def test_a_path_that_is_no_setting_is_refused(
    clients: Clients, stage: dict[str, str], path: str
) -> None:
    refused = refusal(
        clients.apigateway.update_stage, **stage, patchOperations=[patch("replace", path, "0")]
    )

    assert refused == ("BadRequestException", 400)


def test_a_stage_that_does_not_exist_is_not_made_by_an_update(
    clients: Clients, stage: dict[str, str]
) -> None:
    refused = refusal(
        clients.apigateway.update_stage,
        restApiId=stage["restApiId"],
        stageName="nowhere",
        patchOperations=[patch("replace", "/*/*/throttling/rateLimit", "0")],
    )

    assert refused == ("NotFoundException", 404)
