"""A service: its routes below one prefix, the health answer among them. I/O: writes the log."""

import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from services.common.callers import caller_of
from services.common.health import (
    Check,
    connection_secret_check,
    database_check,
    health,
    variables_check,
)
from services.common.http import Answer, Request, answer, read_request
from services.common.refusals import BadRequestError, RefusalError
from services.common.routing import find_route
from services.common.tokens import Claims

Route = Callable[[Request], Answer]
ProtectedRoute = Callable[[Request, Claims], Answer]
_SHARED_VARIABLES = ("ENVIRONMENT", "SERVICE", "CONNECTION_SECRET_ARN")


@dataclass(frozen=True)
class Service:
    """What one function serves; routes are named `GET /below/the/{prefix}`.

    Attributes:
        routes: open to everybody.
        protected: for who is signed in.
        variables: what else the function needs in its environment.
    """

    name: str
    prefix: str
    routes: Mapping[str, Route] = field(default_factory=dict)
    protected: Mapping[str, ProtectedRoute] = field(default_factory=dict)
    variables: tuple[str, ...] = ()
    checks: Mapping[str, Check] = field(default_factory=dict)

    def handle(self, event: Mapping[str, Any]) -> Answer:
        """Answer a proxy event; a fault of ours is logged and answered with 500."""
        request = read_request(event)
        try:
            return self._answer(request)
        except RefusalError as error:
            return answer(error.status, {"error": str(error)})
        except Exception as error:  # noqa: BLE001 - the last line before the caller
            _log_fault(self.name, request, error)
            return answer(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": "The service failed."})

    def _answer(self, request: Request) -> Answer:
        """Unknown resources are a bad request: the distribution shows the site for a 404."""
        below = request.path.removeprefix(self.prefix) or "/"
        found = find_route(self._every_route(), request.method, below)
        if found is None:
            raise BadRequestError(f"There is no {request.method} {request.path}.")
        route, parameters = found
        return route(replace(request, parameters=parameters))

    def _every_route(self) -> dict[str, Route]:
        behind_sign_in = {name: _signed_in(route) for name, route in self.protected.items()}
        return {
            "GET /": self._about,
            "GET /version": self._about,
            "GET /health": self._health,
            **self.routes,
            **behind_sign_in,
        }

    def _about(self, _request: Request) -> Answer:
        return answer(HTTPStatus.OK, about(self.name))

    def _health(self, _request: Request) -> Answer:
        needed = (*_SHARED_VARIABLES, *(("TOKEN_KEY_ARN",) if self.protected else ()))
        return health(
            self.name,
            {
                "environment": variables_check((*needed, *self.variables)),
                "connection_secret": connection_secret_check,
                "database": database_check,
                **self.checks,
            },
        )


def about(name: str) -> dict[str, Any]:
    """Which service answers, and which version of it."""
    version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", "unpublished")
    return {"service": name, "version": version}


def _signed_in(route: ProtectedRoute) -> Route:
    return lambda request: route(request, caller_of(request))


def _log_fault(service: str, request: Request, error: Exception) -> None:
    """One JSON line. Neither body nor query is logged: they may hold what a patient entered."""
    line = {
        "level": "ERROR",
        "service": service,
        "message": f"{request.method} {request.path}: {type(error).__name__}",
        "trace": traceback.format_tb(error.__traceback__),
    }
    sys.stderr.write(json.dumps(line) + "\n")
