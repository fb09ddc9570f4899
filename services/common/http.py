"""Requests and answers of API Gateway's REST proxy integration, payload format 1.0. Pure.

Source: API Gateway Developer Guide, "Lambda proxy integrations in API Gateway".
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from services.common.refusals import BadRequestError, TooLargeError

Answer = dict[str, Any]
# The firewall's common rules let no larger body through, but for files. Bytes.
# Source: AWS WAF Developer Guide, "Core rule set", SizeRestrictions_BODY.
LONGEST_BODY: Final = 8192


@dataclass(frozen=True)
class Request:
    """What a service looks at; `path` begins with `/api`, without the stage.

    Attributes:
        query: the last value of each parameter.
        headers: by their names in lower case.
        parameters: what the route's pattern found in the path.
    """

    method: str
    path: str
    body: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)

    def json_object(self, longest: int = LONGEST_BODY) -> dict[str, Any]:
        """The body as a JSON object.

        Args:
            longest: most characters that are read.

        Raises:
            BadRequestError: it is none.
            TooLargeError: it is longer.
        """
        if len(self.body) > longest:
            raise TooLargeError(f"The body is longer than {longest} characters.")
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            raise BadRequestError("The body is not JSON.") from None
        if not isinstance(value, dict):
            raise BadRequestError("The body is not a JSON object.")
        return value


def read_request(event: Mapping[str, Any]) -> Request:
    """The request in a proxy event; a body that is no text is left out."""
    return Request(
        method=str(event["httpMethod"]).upper(),
        path="/" + str(event["path"]).strip("/"),
        body=_body(event),
        query=event.get("queryStringParameters") or {},
        headers={name.lower(): value for name, value in (event.get("headers") or {}).items()},
    )


def answer(status: HTTPStatus, document: Mapping[str, Any]) -> Answer:
    """A JSON answer that no cache keeps."""
    return text_answer(
        status, json.dumps(document, sort_keys=True), "application/json; charset=utf-8"
    )


def text_answer(status: HTTPStatus, text: str, content_type: str) -> Answer:
    """An answer of another type that no cache keeps."""
    return {
        "statusCode": int(status),
        "headers": {"content-type": content_type, "cache-control": "no-store"},
        "body": text,
        "isBase64Encoded": False,
    }


def _body(event: Mapping[str, Any]) -> str:
    body = str(event.get("body") or "")
    if not event.get("isBase64Encoded"):
        return body
    try:
        return base64.b64decode(body).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
