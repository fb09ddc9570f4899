"""Passwords as they are kept: scrypt with a salt of their own. No I/O but for randomness.

Source: OWASP Password Storage Cheat Sheet, "scrypt" (N=2^14, r=8, p=5 among its equal choices).
"""

import base64
import binascii
import hashlib
import hmac
import os
from typing import Final

LONGEST: Final = 256
_COST: Final = {"n": 2**14, "r": 8, "p": 5}
_SALT_BYTES: Final = 16
_SCHEME: Final = "scrypt-14-8-5"
# Compared with where there is nothing to compare with, so that the answer takes as long.
NOBODYS: Final = f"{_SCHEME}${'A' * 22}==${'A' * 43}="


def hashed(password: str) -> str:
    """What is kept of a password."""
    salt = os.urandom(_SALT_BYTES)
    return "$".join((_SCHEME, _text(salt), _text(_key(password, salt))))


def matches(password: str, kept: str) -> bool:
    """Whether a password is the kept one; takes as long for a wrong one.

    Args:
        password: what was typed.
        kept: as `hashed` made it; anything else matches nothing.
    """
    try:
        scheme, salt, key = kept.split("$")
        expected, made = base64.b64decode(key), _key(password, base64.b64decode(salt))
    except (ValueError, binascii.Error):
        return False
    return hmac.compare_digest(expected, made) and scheme == _SCHEME


def _key(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, dklen=32, **_COST)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
