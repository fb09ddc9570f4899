"""The throttle of the REST API's stage. I/O: API Gateway.

Source: API Gateway API reference, GetStage, UpdateStage (patch operations, ConflictException) and
GetRestApis.
"""

import json
from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from automation.core import names, throttle
from automation.core.doors import API, DoorMovedError, Seen, text_of
from automation.core.errors import UnreachableReleaseError
from automation.gateways.aws import client, error_code


class ApiDoor:
    """The API's own address, which does not lie behind the firewall.

    Args:
        environment: its name, and the stage's.
        rest_api_id: as the release record has it; None looks it up by its name.
    """

    part = API

    def __init__(self, environment: str, rest_api_id: str | None) -> None:
        self._environment = environment
        self._known_id = rest_api_id

    @property
    def resource(self) -> str:
        """What it is in AWS."""
        return f"stage {self._environment} of REST API {self._rest_api_id}"

    def read(self) -> Seen:
        """The settings of all methods."""
        stage = self._apigateway.get_stage(**self._place)
        return Seen(text_of(stage.get("methodSettings") or {}))

    def close(self, seen: Seen, former: str) -> None:
        """Let no method take a request.

        Raises:
            DoorMovedError: somebody changes it at the same time.
        """
        del former
        self._patch(throttle.closing(json.loads(seen.configuration)))

    def open(self, seen: Seen, former: str) -> None:
        """Put the throttles back, a number as that number and absent as absent.

        Raises:
            DoorMovedError: somebody changes it at the same time.
        """
        self._patch(throttle.opening(json.loads(former), json.loads(seen.configuration)))

    def _patch(self, patches: tuple[throttle.Patch, ...]) -> None:
        if not patches:
            return
        try:
            self._apigateway.update_stage(**self._place, patchOperations=list(patches))
        except ClientError as error:
            if error_code(error) == "ConflictException":
                raise DoorMovedError from error
            raise

    @property
    def _place(self) -> dict[str, str]:
        return {"restApiId": self._rest_api_id, "stageName": self._environment}

    @cached_property
    def _rest_api_id(self) -> str:
        if self._known_id is not None:
            return self._known_id
        wanted = names.rest_api(self._environment)
        pages = self._apigateway.get_paginator("get_rest_apis").paginate()
        for page in pages:
            for api in page["items"]:
                if api["name"] == wanted:
                    return str(api["id"])
        raise UnreachableReleaseError(f"There is no REST API {wanted}.")

    @cached_property
    def _apigateway(self) -> Any:
        return client("apigateway")
