"""Lambda's Invoke: runs the code of the version that was asked for. WSGI middleware.

moto runs no code without Docker. It stands before the lock that lets one request at a time into
moto (sandbox/serial.py): the code it runs asks the same server for its secrets.
Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

import json
import logging
import re
import uuid
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import unquote

from werkzeug.wrappers import Request, Response

from sandbox.gateway import deployed
from sandbox.gateway.asynchronous import Asynchronous
from sandbox.gateway.invocation import HandlerFailedError, Invoker, Version
from sandbox.gateway.versions import version_now

log: Final = logging.getLogger("sandbox")
_PATH: Final = re.compile(r"/2015-03-31/functions/(?P<function>[^/]+)/invocations/?")
# A name, a partial ARN or a full one, each with or without a qualifier.
_FUNCTION: Final = re.compile(r"(?:.*function:)?(?P<name>[\w-]+)(?::(?P<qualifier>[\w$-]+))?")


class Invocations:
    """Answers Invoke, and hands everything else on."""

    def __init__(
        self, application: Callable[..., Any], invoker: Invoker, asynchronous: Asynchronous
    ) -> None:
        """Stand before an application.

        Args:
            application: the rest of AWS.
            invoker: runs the code.
            asynchronous: takes what nobody waits for.
        """
        self._application = application
        self._invoker = invoker
        self._asynchronous = asynchronous

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer one request."""
        path = _PATH.fullmatch(unquote(environ["PATH_INFO"]))
        if path is None or environ["REQUEST_METHOD"] != "POST":
            return self._application(environ, start_response)
        response = self._answer(path["function"], Request(environ))
        return response(environ, start_response)

    def _answer(self, function: str, request: Request) -> Response:
        match = _FUNCTION.fullmatch(function)
        qualifier = request.args.get("Qualifier") or (match["qualifier"] if match else None)
        name = match["name"] if match else function
        version = version_now(name, qualifier)
        if version is None:
            return _refusal(404, "ResourceNotFoundException", f"Function not found: {function}")
        kind = request.headers.get("X-Amz-Invocation-Type", "RequestResponse")
        if kind == "RequestResponse" and deployed.is_off(name):
            return _refusal(429, "TooManyRequestsException", "Rate Exceeded.")
        try:
            event = json.loads(request.get_data() or b"{}")
        except ValueError:
            text = "Could not parse request body into json"
            return _refusal(400, "InvalidRequestContentException", text)
        if kind == "DryRun":
            return Response(status=204)
        if kind == "Event":
            self._asynchronous.accept(name, qualifier, event)
            return Response(status=202)
        return self._run(version, event)

    def _run(self, version: Version, event: Any) -> Response:
        headers = {"X-Amz-Executed-Version": version.number}
        request_id = str(uuid.uuid4())
        try:
            result = self._invoker.invoke(version, event, request_id, version.timeout_seconds)
        except HandlerFailedError as error:
            log.warning("%s:%s failed: %s", version.name, version.number, error)
            headers["X-Amz-Function-Error"] = "Unhandled"
            result = error.document
        return Response(json.dumps(result), 200, headers, content_type="application/json")


def _refusal(status: int, code: str, text: str) -> Response:
    body = json.dumps({"Type": "User", "Message": text})
    headers = {"x-amzn-ErrorType": code}
    return Response(body, status, headers, content_type="application/json")
