"""A service: its routes below one prefix, the health answer among them. I/O: writes the log."""

import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from services.common.health import (
    Check,
    connection_secret_check,
    database_check,
    health,
    variables_check,
)
from services.common.http import Answer, BadRequestError, Request, answer, read_request

Route = Callable[[Request], Answer]
_SHARED_VARIABLES = ("ENVIRONMENT", "SERVICE", "CONNECTION_SECRET_ARN")


@dataclass(frozen=True)
class Service:
    """What one function serves; routes are named `GET /below/the/prefix`."""

    name: str
    prefix: str
    routes: Mapping[str, Route]
    variables: tuple[str, ...] = ()
    checks: Mapping[str, Check] = field(default_factory=dict)

    def handle(self, event: Mapping[str, Any]) -> Answer:
        """Answer a proxy event; a fault of ours is logged and answered with 500."""
        request = read_request(event)
        try:
            return self._route(request)(request)
        except BadRequestError as error:
            return answer(HTTPStatus.BAD_REQUEST, {"error": str(error)})
        except Exception as error:  # noqa: BLE001 - the last line before the caller
            _log_fault(self.name, request, error)
            return answer(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": "The service failed."})

    def _route(self, request: Request) -> Route:
        """Unknown resources are a bad request: the distribution shows the site for a 404."""
        below = request.path.removeprefix(self.prefix) or "/"
        every = {"GET /": self._about, "GET /health": self._health, **self.routes}
        route = every.get(f"{request.method} {below}")
        if route is None:
            raise BadRequestError(f"There is no {request.method} {request.path}.")
        return route

    def _about(self, _request: Request) -> Answer:
        version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", "unpublished")
        return answer(HTTPStatus.OK, {"service": self.name, "version": version})

    def _health(self, _request: Request) -> Answer:
        return health(
            self.name,
            {
                "environment": variables_check((*_SHARED_VARIABLES, *self.variables)),
                "connection_secret": connection_secret_check,
                "database": database_check,
                **self.checks,
            },
        )


def _log_fault(service: str, request: Request, error: Exception) -> None:
    """One JSON line. Neither body nor query is logged: they may hold what a patient entered."""
    line = {
        "level": "ERROR",
        "service": service,
        "message": f"{request.method} {request.path}: {type(error).__name__}",
        "trace": traceback.format_tb(error.__traceback__),
    }
    sys.stderr.write(json.dumps(line) + "\n")
