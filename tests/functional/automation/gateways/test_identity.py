"""Who is asking, told by the access key that signed the call."""

import pytest

from automation.gateways.aws import session
from automation.gateways.identity import caller_arn
from sandbox import identities
from sandbox.home import Home
from sandbox.identities import IDENTITIES
from tests.builders import APPROVER, REQUESTER

pytestmark = pytest.mark.functional


def test_each_user_is_told_by_its_own_arn(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for name in IDENTITIES:
        key = identities.read(home)[name]
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key.access_key_id)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key.secret_access_key)
        session.cache_clear()
        found.append(caller_arn())

    assert found == [REQUESTER, APPROVER]
