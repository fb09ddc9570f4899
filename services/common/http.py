"""Requests and answers of API Gateway's REST proxy integration, payload format 1.0. Pure.

Source: API Gateway Developer Guide, "Lambda proxy integrations in API Gateway".
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

Answer = dict[str, Any]


class BadRequestError(Exception):
    """The caller's mistake; the message is shown to the caller."""


@dataclass(frozen=True)
class Request:
    """What a service looks at; `path` begins with `/api`, without the stage."""

    method: str
    path: str
    body: str

    def json_object(self) -> dict[str, Any]:
        """The body as a JSON object.

        Raises:
            BadRequestError: it is none.
        """
        try:
            value = json.loads(self.body)
        except ValueError:
            raise BadRequestError("The body is not JSON.") from None
        if not isinstance(value, dict):
            raise BadRequestError("The body is not a JSON object.")
        return value


def read_request(event: Mapping[str, Any]) -> Request:
    """The request in a proxy event."""
    body = event.get("body") or ""
    if event.get("isBase64Encoded"):
        body = base64.b64decode(body).decode()
    path = "/" + str(event["path"]).strip("/")
    return Request(method=str(event["httpMethod"]).upper(), path=path, body=body)


def answer(status: HTTPStatus, document: Mapping[str, Any]) -> Answer:
    """A JSON answer that no cache keeps."""
    return {
        "statusCode": int(status),
        "headers": {
            "content-type": "application/json; charset=utf-8",
            "cache-control": "no-store",
        },
        "body": json.dumps(document, sort_keys=True),
        "isBase64Encoded": False,
    }
