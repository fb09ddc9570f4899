"""Serves `/api/…` as a stage of the REST API does: route, throttle, alias, function, answer.

Which status stands for which failure behind API Gateway:
https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html (500 when Lambda
rejects the invocation, 502 when the function fails or answers in the wrong format), and for 504
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

import logging
import re
import time
import uuid
from dataclasses import replace
from typing import Any, Final

from sandbox.gateway import deployed
from sandbox.gateway.answer import Answer, message
from sandbox.gateway.invocation import (
    HandlerFailedError,
    IntegrationTimeoutError,
    Invoker,
    Version,
)
from sandbox.gateway.policies import Asking, allows
from sandbox.gateway.proxy_event import Target, answer_of, internal_error, proxy_event
from sandbox.gateway.routes import find_route
from sandbox.gateway.throttle import Throttle, limit_of
from sandbox.gateway.versions import version_now
from sandbox.gateway.viewed import Viewed
from sandbox.identities import ACCOUNT, REGION
from sandbox.monitoring.recorder import Recorder
from sandbox.monitoring.requests import api_request

log: Final = logging.getLogger("sandbox")
ORIGIN: Final = re.compile(r"(?P<api>\w+)\.execute-api\.[\w-]+\.amazonaws\.com")
FUNCTION: Final = re.compile(r"function:(?P<name>[\w-]+)(?::(?P<qualifier>[\w$-]+))?/invocations")
INTEGRATION_MILLISECONDS: Final = 29_000


def is_api_origin(origin: Any) -> bool:
    """Whether a distribution's origin is a REST API."""
    return ORIGIN.fullmatch(origin.domain_name) is not None


def is_api_host(host: str) -> bool:
    """Whether a Host header names a REST API's own address."""
    return ORIGIN.fullmatch(host.partition(":")[0]) is not None


class Api:
    """The REST API behind an environment's distribution."""

    def __init__(self, invoker: Invoker, recorder: Recorder) -> None:
        self._invoker = invoker
        self._recorder = recorder
        self._throttle = Throttle(time.monotonic)

    def answer(self, origin: Any, request: Viewed) -> Answer:
        """Serve a request that the distribution sends to the API.

        Args:
            origin: the distribution's origin, its path naming the stage.
            request: the user's request.
        """
        return self._answer(origin.domain_name, origin.origin_path.strip("/"), request)

    def answer_directly(self, request: Viewed) -> Answer:
        """Serve a request to the API's own address, whose path begins with the stage."""
        stage, _, rest = request.raw_path.lstrip("/").partition("/")
        host = request.headers["host"].partition(":")[0]
        return self._answer(host, stage, replace(request, raw_path=f"/{rest}"))

    def _answer(self, host: str, stage_name: str, request: Viewed) -> Answer:
        match = ORIGIN.fullmatch(host)
        api = deployed.rest_api(match["api"]) if match else None
        stage = api.stages.get(stage_name) if api else None
        if api is None or stage is None:
            return message(403, "Forbidden")
        began = time.monotonic()
        answer = self._serve(api, stage, request)
        milliseconds = (time.monotonic() - began) * 1000
        self._recorder.record(api_request(api.name, stage.name, answer.status, milliseconds))
        return answer

    def _serve(self, api: Any, stage: Any, request: Viewed) -> Answer:
        resources = {resource.get_path(): resource for resource in list(api.resources.values())}
        route = find_route(resources, request.path)
        methods = resources[route.resource_path].resource_methods if route else {}
        method = methods.get(request.method) or methods.get("ANY")
        if route is None or method is None:
            return message(403, "Missing Authentication Token")
        limit = limit_of(stage.method_settings, route.resource_path, method.http_method)
        key = (api.id, stage.name, route.resource_path, method.http_method)
        if limit is not None and not self._throttle.admits(key, limit):
            return message(429, "Too Many Requests")
        target = Target(api.id, stage.name, stage.variables, request.method, route)
        return self._integrate(method.method_integration, target, request)

    def _integrate(self, integration: Any, target: Target, request: Viewed) -> Answer:
        uri = _with_variables(integration.uri if integration else "", target.stage_variables)
        match = FUNCTION.search(uri)
        version = _version_now(match["name"], match["qualifier"], target) if match else None
        if version is None:
            log.warning("no function to run behind %s: %r", target.route.resource_path, uri)
            return internal_error(500)
        limit = float(integration.timeout_in_millis or INTEGRATION_MILLISECONDS) / 1000
        request_id = str(uuid.uuid4())
        event = proxy_event(request, target, request_id)
        try:
            result = self._invoker.invoke(version, event, request_id, limit)
        except HandlerFailedError as error:
            log.warning("%s:%s failed: %s", version.name, version.number, error)
            return internal_error(502, version.number)
        except IntegrationTimeoutError:
            return message(504, "Endpoint request timed out")
        return answer_of(result, version.number)


def _with_variables(uri: str, variables: dict[str, str]) -> str:
    return re.sub(r"\$\{stageVariables\.(\w+)\}", lambda name: variables.get(name[1], ""), uri)


def _version_now(name: str, qualifier: str | None, target: Target) -> Version | None:
    """The version that a call of this moment runs; None where Lambda would refuse the call."""
    latest = deployed.function(name, None)
    if latest is None or deployed.is_switched_off(latest) or not _may(latest, qualifier, target):
        return None
    return version_now(name, qualifier)


def _may(function: Any, qualifier: str | None, target: Target) -> bool:
    """Whether the policy of the function or alias lets the API's method in."""
    resource_path = re.sub(r"\{[^}]*\}", "*", target.route.resource_path)
    method = f"{target.api_id}/{target.stage}/{target.method}{resource_path}"
    policy = {"Statement": function.policy.statements}
    resource = f"{function.function_arn}:{qualifier}" if qualifier else function.function_arn
    # The provider that is told not to ask for its account writes ARNs of an API without one.
    return any(
        allows(
            policy,
            Asking("apigateway.amazonaws.com", f"arn:aws:execute-api:{REGION}:{account}:{method}"),
            "lambda:InvokeFunction",
            resource,
        )
        for account in (ACCOUNT, "")
    )
