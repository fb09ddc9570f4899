"""Between HTTP and a handler: the event of a REST API's Lambda proxy integration, and its result.

Pure. Source:
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from sandbox.gateway.answer import Answer, message
from sandbox.gateway.routes import Route
from sandbox.gateway.viewed import Viewed
from sandbox.identities import ACCOUNT


@dataclass(frozen=True)
class Target:
    """The stage and resource that a request was matched with."""

    api_id: str
    stage: str
    stage_variables: dict[str, str]
    method: str
    route: Route


def proxy_event(request: Viewed, target: Target, request_id: str) -> dict[str, Any]:
    """The event, payload format 1.0."""
    query = parse_qs(request.query, keep_blank_values=True)
    body, encoded = _text(request.body)
    return {
        "resource": target.route.resource_path,
        "path": request.path,
        "httpMethod": request.method,
        "headers": request.headers,
        "multiValueHeaders": {name: [value] for name, value in request.headers.items()},
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": target.route.parameters or None,
        "stageVariables": target.stage_variables or None,
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": target.api_id,
            "httpMethod": request.method,
            "identity": {
                "sourceIp": request.source_ip,
                "userAgent": request.headers.get("user-agent"),
            },
            "path": f"/{target.stage}{request.path}",
            "protocol": "HTTP/1.1",
            "requestId": request_id,
            "resourcePath": target.route.resource_path,
            "stage": target.stage,
        },
        "body": body,
        "isBase64Encoded": encoded,
    }


def _text(body: bytes) -> tuple[str | None, bool]:
    if not body:
        return None, False
    try:
        return body.decode(), False
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), True


def answer_of(result: Any, version: str) -> Answer:
    """The handler's result as a response; 502 when it has not the form of one."""
    try:
        return _answer(result, version)
    except (TypeError, ValueError, KeyError, AttributeError, binascii.Error):
        return internal_error(502, version)


def _answer(result: Any, version: str) -> Answer:
    body = result.get("body") or ""
    if not isinstance(body, str):
        raise TypeError("body must be text")
    content = base64.b64decode(body) if result.get("isBase64Encoded") else body.encode()
    headers = [(str(k), str(v)) for k, v in (result.get("headers") or {}).items()]
    for name, values in (result.get("multiValueHeaders") or {}).items():
        headers += [(str(name), str(value)) for value in values]
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", "application/json"))
    return Answer(int(result["statusCode"]), content, tuple(headers), version)


def internal_error(status: int, version: str = "-") -> Answer:
    """The one message that API Gateway has for whatever went wrong behind it."""
    failed = message(status, "Internal server error")
    return Answer(failed.status, failed.body, failed.headers, version)
