import hashlib
import hmac

import pytest

from services.common.callers import bearer, insist_on_entering, token_of
from services.common.http import Request
from services.common.refusals import ForbiddenError, UnauthorizedError
from services.common.tokens import Claims, issue

ADA = Claims("ada", 2_000, "investigator", "BER")


class LocalKey:
    """A key whose secret is here, in place of one in KMS."""

    def sign(self, message: bytes) -> bytes:
        return hmac.digest(b"secret", message, hashlib.sha256)

    def matches(self, message: bytes, mac: bytes) -> bool:
        return hmac.compare_digest(self.sign(message), mac)


KEY = LocalKey()


def asked(authorization: str | None) -> Request:
    headers = {} if authorization is None else {"authorization": authorization}
    return Request("GET", "/api/subjects", "", headers=headers)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_the_bearer_of_a_token_is_who_it_speaks_for(scheme: str) -> None:
    token = token_of(asked(f"{scheme} {issue(ADA, KEY)}"))
    assert bearer(token, KEY, now=0) == ADA


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Basic YTpi", "x.y"])
def test_who_has_no_token_is_not_signed_in(authorization: str | None) -> None:
    with pytest.raises(UnauthorizedError, match="Sign in first"):
        token_of(asked(authorization))


def test_an_expired_token_is_none() -> None:
    with pytest.raises(UnauthorizedError, match="the token is expired"):
        bearer(issue(ADA, KEY), KEY, now=2_000)


def test_a_token_without_a_role_opens_nothing() -> None:
    with pytest.raises(UnauthorizedError, match="names no role"):
        bearer(issue(Claims("health", 2_000), KEY), KEY, now=0)


def test_an_investigator_enters_data_at_the_own_site() -> None:
    assert insist_on_entering(ADA) == "BER"


@pytest.mark.parametrize(
    "caller", [Claims("mo", 1, "monitor", ""), Claims("x", 1, "investigator", "")]
)
def test_nobody_else_enters_data(caller: Claims) -> None:
    with pytest.raises(ForbiddenError):
        insist_on_entering(caller)
