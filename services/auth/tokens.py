"""Sign-in tokens: claims and their HMAC. Pure but for the key that is handed in."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Final, Protocol

LONGEST_TOKEN: Final = 4096


class MacKey(Protocol):
    """Signs and checks with a secret that the caller never sees."""

    def sign(self, message: bytes) -> bytes:
        """The message's authentication code."""
        ...

    def matches(self, message: bytes, mac: bytes) -> bool:
        """Whether the code is the message's own."""
        ...


class InvalidTokenError(ValueError):
    """The token is not one of ours, or no longer."""


@dataclass(frozen=True)
class Claims:
    """Whom a token speaks for and until when, in seconds since 1970."""

    subject: str
    expires: int


def issue(claims: Claims, key: MacKey) -> str:
    """A token for the claims."""
    payload = json.dumps({"exp": claims.expires, "sub": claims.subject}).encode()
    return f"{_encode(payload)}.{_encode(key.sign(payload))}"


def verify(token: str, key: MacKey, now: float) -> Claims:
    """The claims of a token.

    Args:
        token: as `issue` made it.
        key: the key that it was signed with.
        now: seconds since 1970.

    Raises:
        InvalidTokenError: it is malformed, signed by another key, or expired.
    """
    payload, mac = _split(token)
    if not key.matches(payload, mac):
        raise InvalidTokenError("not signed by this platform")
    claims = json.loads(payload)
    if claims["exp"] <= now:
        raise InvalidTokenError("expired")
    return Claims(subject=claims["sub"], expires=claims["exp"])


def _split(token: str) -> tuple[bytes, bytes]:
    parts = token.split(".")
    if len(parts) != 2 or len(token) > LONGEST_TOKEN:
        raise InvalidTokenError("malformed")
    try:
        payload, mac = (_decode(part) for part in parts)
    except (binascii.Error, ValueError):
        raise InvalidTokenError("malformed") from None
    if not payload or not mac:
        raise InvalidTokenError("malformed")
    return payload, mac


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    padding = "=" * (-len(text) % 4)
    return base64.b64decode(text + padding, altchars=b"-_", validate=True)
