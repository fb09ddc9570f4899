"""A password as PostgreSQL keeps it, so that the password itself is in no statement. Pure.

The cluster logs `CREATE ROLE` and `ALTER ROLE` as it logs all DDL, with what they contain.
Source: RFC 5802; PostgreSQL 16 manual, "pg_authid" (iterations, salt, StoredKey, ServerKey).
"""

import base64
import hashlib
import hmac
from typing import Final

ITERATIONS: Final = 4096


def verifier(password: str, salt: bytes) -> str:
    """What PostgreSQL takes in a password's place.

    Args:
        password: of ASCII characters only; others would have to be normalised.
        salt: random bytes, 16 as PostgreSQL's own.
    """
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, ITERATIONS)
    stored = hashlib.sha256(_signed(salted, b"Client Key")).digest()
    server = _signed(salted, b"Server Key")
    return f"SCRAM-SHA-256${ITERATIONS}:{_text(salt)}${_text(stored)}:{_text(server)}"


def _signed(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, text, hashlib.sha256).digest()


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
