import base64
import hashlib
import hmac

import pytest

from services.common.tokens import Claims, InvalidTokenError, issue, verify

ALICE = Claims(subject="alice", expires=2_000)


class LocalKey:
    """A key whose secret is here, in place of one in KMS."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def sign(self, message: bytes) -> bytes:
        return hmac.digest(self._secret, message, hashlib.sha256)

    def matches(self, message: bytes, mac: bytes) -> bool:
        return hmac.compare_digest(self.sign(message), mac)


KEY = LocalKey(b"one")


def test_a_token_speaks_for_whom_it_was_issued() -> None:
    assert verify(issue(ALICE, KEY), KEY, now=1_999) == ALICE


def test_a_token_ends() -> None:
    with pytest.raises(InvalidTokenError, match="expired"):
        verify(issue(ALICE, KEY), KEY, now=2_000)


def test_a_token_of_another_key_is_none_of_ours() -> None:
    with pytest.raises(InvalidTokenError, match="not signed"):
        verify(issue(ALICE, LocalKey(b"two")), KEY, now=0)


def test_changed_claims_are_noticed() -> None:
    _, mac = issue(ALICE, KEY).split(".")
    forged = base64.urlsafe_b64encode(b'{"exp": 9000, "sub": "mallory"}').decode().rstrip("=")
    with pytest.raises(InvalidTokenError, match="not signed"):
        verify(f"{forged}.{mac}", KEY, now=0)


@pytest.mark.parametrize("token", ["", ".", "a.", ".b", "a.b.c", "!.!", "é.é", "a" * 5000 + ".b"])
def test_what_is_no_token_never_reaches_the_key(token: str) -> None:
    class NoKey:
        def sign(self, message: bytes) -> bytes:
            raise AssertionError

        def matches(self, message: bytes, mac: bytes) -> bool:
            raise AssertionError

    with pytest.raises(InvalidTokenError, match="malformed"):
        verify(token, NoKey(), now=0)
