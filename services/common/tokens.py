"""Sign-in tokens: claims and their HMAC. Pure but for the key that is handed in."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Final, Protocol

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
    """Whom a token speaks for and until when.

    Attributes:
        role: what the user may do, a role of `services.common.callers`.
        site: code of the only site whose patients the user sees; empty for all.
        expires: seconds since 1970.
    """

    subject: str
    expires: int
    role: str = ""
    site: str = ""


def issue(claims: Claims, key: MacKey) -> str:
    """A token for the claims."""
    said = {
        "exp": claims.expires,
        "sub": claims.subject,
        "role": claims.role,
        "site": claims.site,
    }
    payload = json.dumps(said).encode()
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
    said = json.loads(payload)
    if said["exp"] <= now:
        raise InvalidTokenError("expired")
    return _claims(said)


def _claims(said: dict[str, Any]) -> Claims:
    """A token of an earlier release may say less: then it gives fewer rights, not more."""
    if not said.get("role"):
        return Claims(subject=said["sub"], expires=said["exp"])
    return Claims(said["sub"], said["exp"], said["role"], said["site"])


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
