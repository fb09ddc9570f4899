"""Service `auth`: gives sign-in tokens, and says whether one is good."""

import os
import re
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from services.auth import passwords
from services.auth.sign_in import TOKEN_SECONDS, sign_in
from services.common.database import transaction
from services.common.health import OK
from services.common.http import Answer, Request, answer
from services.common.kms import KmsMacKey
from services.common.refusals import BadRequestError, UnauthorizedError
from services.common.service import Service
from services.common.tokens import Claims, InvalidTokenError, issue, verify
from services.common.validation import only, text

_PROBE_SECONDS: Final = 60
_USER: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")


def _sign_in(request: Request) -> Answer:
    document = request.json_object()
    only(document, "user", "password")
    user, password = text(document, "user", _USER), document.get("password")
    if not isinstance(password, str) or not 0 < len(password) <= passwords.LONGEST:
        raise BadRequestError(f"password is missing or longer than {passwords.LONGEST} characters")
    with transaction() as work:
        claims = sign_in(work, user, password, time.time())
    if claims is None:
        raise UnauthorizedError("User or password is wrong, or the account is locked for a while.")
    return answer(
        HTTPStatus.OK, {"token": issue(claims, _key()), "expires_in_seconds": TOKEN_SECONDS}
    )


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
    routes={"POST /sign-in": _sign_in, "POST /verify": _verify},
    variables=("TOKEN_KEY_ARN", "VERIFICATION_SECRET_ARN"),
    checks={"token_key": _token_key_check},
)


def handle(event: Mapping[str, Any], _context: object) -> Answer:
    """Lambda's entry point."""
    return SERVICE.handle(event)
