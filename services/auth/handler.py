"""Service `auth`: says whether a sign-in token is good."""

import os
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from services.auth.kms import KmsMacKey
from services.auth.tokens import Claims, InvalidTokenError, issue, verify
from services.common.health import OK
from services.common.http import Answer, BadRequestError, Request, answer
from services.common.service import Service

_PROBE_SECONDS = 60


def _verify(request: Request) -> Answer:
    token = request.json_object().get("token")
    if not isinstance(token, str):
        raise BadRequestError("The body has no token.")
    try:
        claims = verify(token, _key(), time.time())
    except InvalidTokenError as error:
        return answer(HTTPStatus.UNAUTHORIZED, {"valid": False, "reason": str(error)})
    return answer(
        HTTPStatus.OK, {"valid": True, "subject": claims.subject, "expires": claims.expires}
    )


def _token_key_check() -> str:
    """Sign a token and verify it, as a sign-in would."""
    if not os.environ.get("TOKEN_KEY_ARN"):
        return "TOKEN_KEY_ARN is not set"
    key, now = _key(), time.time()
    probe = Claims(subject="health", expires=int(now) + _PROBE_SECONDS)
    return OK if verify(issue(probe, key), key, now) == probe else "a token changed its claims"


def _key() -> KmsMacKey:
    return KmsMacKey(os.environ["TOKEN_KEY_ARN"])


SERVICE = Service(
    "auth",
    "/api/auth",
    routes={"POST /verify": _verify},
    variables=("TOKEN_KEY_ARN",),
    checks={"token_key": _token_key_check},
)


def handle(event: Mapping[str, Any], _context: object) -> Answer:
    """Lambda's entry point."""
    return SERVICE.handle(event)
