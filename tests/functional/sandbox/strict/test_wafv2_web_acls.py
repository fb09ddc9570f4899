"""https://docs.aws.amazon.com/waf/latest/APIReference/API_UpdateWebACL.html"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.deployment import VISIBILITY
from tests.functional.sandbox.strict.errors import refusal

pytestmark = pytest.mark.functional
RULE: dict[str, Any] = {
    "Name": "rate",
    "Priority": 1,
    "Action": {"Block": {}},
    "Statement": {"RateBasedStatement": {"Limit": 2000, "AggregateKeyType": "IP"}},
    "VisibilityConfig": VISIBILITY,
}


@pytest.fixture
def acl(clients: Clients) -> Iterator[dict[str, str]]:
    summary = clients.wafv2.create_web_acl(
        Name="strict",
        Scope="CLOUDFRONT",
        Description="guards",
        DefaultAction={"Allow": {}},
        VisibilityConfig=VISIBILITY,
        Rules=[RULE],
    )["Summary"]
    named = {"Name": "strict", "Scope": "CLOUDFRONT", "Id": summary["Id"]}
    yield named
    lock = clients.wafv2.get_web_acl(**named)["LockToken"]
    clients.wafv2.delete_web_acl(**named, LockToken=lock)


def update(clients: Clients, acl: dict[str, str], **changes: Any) -> Any:
    lock = clients.wafv2.get_web_acl(**acl)["LockToken"]
    whole = {"DefaultAction": {"Block": {}}, "VisibilityConfig": VISIBILITY, "LockToken": lock}
    return clients.wafv2.update_web_acl(**acl, **(whole | changes))


def test_an_update_without_rules_leaves_none(clients: Clients, acl: dict[str, str]) -> None:
    update(clients, acl)

    left = clients.wafv2.get_web_acl(**acl)["WebACL"]

    assert (left["Rules"], left.get("Description", "")) == ([], "")


def test_an_update_with_empty_rules_leaves_none(clients: Clients, acl: dict[str, str]) -> None:
    update(clients, acl, Rules=[])

    assert clients.wafv2.get_web_acl(**acl)["WebACL"]["Rules"] == []


def test_the_former_web_acl_can_be_put_back_exactly(clients: Clients, acl: dict[str, str]) -> None:
    before = clients.wafv2.get_web_acl(**acl)["WebACL"]
    update(clients, acl)

    update(
        clients,
        acl,
        DefaultAction=before["DefaultAction"],
        Rules=before["Rules"],
        Description=before["Description"],
    )

    assert clients.wafv2.get_web_acl(**acl)["WebACL"] == before


def test_a_stale_lock_token_is_refused(clients: Clients, acl: dict[str, str]) -> None:
    stale = clients.wafv2.get_web_acl(**acl)["LockToken"]
    update(clients, acl, Rules=[RULE])

    refused = refusal(update, clients=clients, acl=acl, LockToken=stale)

    assert refused == ("WAFOptimisticLockException", 400)


def test_two_rules_of_one_priority_are_refused(clients: Clients, acl: dict[str, str]) -> None:
    twins = [RULE, {**RULE, "Name": "twin"}]

    refused = refusal(update, clients=clients, acl=acl, Rules=twins)

    assert refused == ("WAFInvalidParameterException", 400)


def test_two_rules_of_one_name_are_refused(clients: Clients, acl: dict[str, str]) -> None:
    twins = [RULE, {**RULE, "Priority": 2}]

    refused = refusal(update, clients=clients, acl=acl, Rules=twins)

    assert refused == ("WAFInvalidParameterException", 400)
