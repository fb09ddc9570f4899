"""Who asks: the bearer of a sign-in token, and what such a person may do. I/O: KMS, by the key."""

import os
import time
from typing import Final

from services.common.http import Request
from services.common.kms import KmsMacKey
from services.common.refusals import ForbiddenError, UnauthorizedError
from services.common.tokens import Claims, InvalidTokenError, MacKey, verify

INVESTIGATOR: Final = "investigator"  # enters what the patients of one site say
MONITOR: Final = "monitor"  # reads what all sites entered, and enters nothing
ROLES: Final = (INVESTIGATOR, MONITOR)
_SCHEME: Final = "bearer"


def caller_of(request: Request) -> Claims:
    """Who sent a request.

    Raises:
        UnauthorizedError: nobody who is signed in.
    """
    token = token_of(request)
    return bearer(token, KmsMacKey(os.environ["TOKEN_KEY_ARN"]), time.time())


def token_of(request: Request) -> str:
    """The token in the header `Authorization: Bearer …`.

    Raises:
        UnauthorizedError: there is none.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != _SCHEME or not token:
        raise UnauthorizedError("Sign in first.")
    return token.strip()


def bearer(token: str, key: MacKey, now: float) -> Claims:
    """Whom a token speaks for.

    Args:
        token: as it was sent.
        key: the key that tokens are signed with.
        now: seconds since 1970.

    Raises:
        UnauthorizedError: it is no good one.
    """
    try:
        claims = verify(token, key, now)
    except InvalidTokenError as error:
        raise UnauthorizedError(f"Sign in again: the token is {error}.") from None
    if claims.role not in ROLES:
        raise UnauthorizedError("Sign in again: the token names no role.")
    return claims


def insist_on_entering(caller: Claims) -> str:
    """The site at which a caller may enter data.

    Raises:
        ForbiddenError: the caller only reads.
    """
    if caller.role != INVESTIGATOR or not caller.site:
        raise ForbiddenError("Only an investigator of a site enters data.")
    return caller.site
