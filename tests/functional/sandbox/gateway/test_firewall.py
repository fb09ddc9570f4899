"""What the web ACL of the distribution does to users."""

from typing import Any

import pytest

from tests.functional.sandbox.deployment import VISIBILITY, Deployment

pytestmark = pytest.mark.functional


def rule(name: str, priority: int, action: str, statement: dict[str, Any]) -> dict[str, Any]:
    return {
        "Name": name,
        "Priority": priority,
        "Action": {action: {}},
        "Statement": statement,
        "VisibilityConfig": VISIBILITY,
    }


EVERY_PATH: dict[str, Any] = {
    "ByteMatchStatement": {
        "SearchString": b"/",
        "FieldToMatch": {"UriPath": {}},
        "PositionalConstraint": "STARTS_WITH",
        "TextTransformations": [{"Priority": 0, "Type": "NONE"}],
    }
}


def test_a_rule_that_blocks_all_keeps_everybody_out(deployment: Deployment) -> None:
    deployment.upload("index.html", "app")
    deployment.set_rules([rule("lock-down", 0, "Block", EVERY_PATH)])

    assert deployment.get("/").status == 403
    assert deployment.get("/api/health").status == 403


def test_undoing_the_lock_down_lets_users_in_again(deployment: Deployment) -> None:
    deployment.set_rules([rule("lock-down", 0, "Block", EVERY_PATH)])

    deployment.set_rules([])

    assert deployment.get("/api/health").status == 200


def test_a_default_block_keeps_everybody_out(deployment: Deployment) -> None:
    deployment.set_rules([], default={"Block": {}})

    assert deployment.get("/api/health").status == 403


def test_an_allow_rule_ends_the_evaluation_before_a_default_block(deployment: Deployment) -> None:
    deployment.set_rules([rule("allow", 1, "Allow", EVERY_PATH)], default={"Block": {}})

    assert deployment.get("/api/health").status == 200


def test_the_lowest_priority_number_decides_first(deployment: Deployment) -> None:
    deployment.set_rules(
        [rule("allow", 5, "Allow", EVERY_PATH), rule("lock-down", 0, "Block", EVERY_PATH)]
    )

    assert deployment.get("/api/health").status == 403


def test_an_ip_set_names_visitors(deployment: Deployment) -> None:
    wafv2 = deployment.clients.wafv2
    made = wafv2.create_ip_set(
        Name="loopback", Scope="CLOUDFRONT", IPAddressVersion="IPV4", Addresses=["127.0.0.0/8"]
    )["Summary"]
    reference = {"IPSetReferenceStatement": {"ARN": made["ARN"]}}
    deployment.set_rules([rule("known", 0, "Block", reference)])

    status = deployment.get("/api/health").status

    lock = wafv2.get_ip_set(Name="loopback", Scope="CLOUDFRONT", Id=made["Id"])["LockToken"]
    wafv2.delete_ip_set(Name="loopback", Scope="CLOUDFRONT", Id=made["Id"], LockToken=lock)
    assert status == 403


def test_a_custom_response_goes_before_the_distributions_error_page(
    deployment: Deployment,
) -> None:
    blocking = rule("lock-down", 0, "Block", EVERY_PATH)
    blocking["Action"] = {"Block": {"CustomResponse": {"ResponseCode": 404}}}
    deployment.upload("index.html", "app")
    deployment.set_rules([blocking])

    seen = deployment.get("/")

    assert (seen.status, seen.text) == (404, "")


def test_an_error_page_for_403_would_replace_the_firewalls_answer(deployment: Deployment) -> None:
    deployment.upload("index.html", "app")
    deployment.configure(
        CustomErrorResponses={
            "Quantity": 1,
            "Items": [
                {
                    "ErrorCode": 403,
                    "ResponsePagePath": "/index.html",
                    "ResponseCode": "200",
                    "ErrorCachingMinTTL": 0,
                }
            ],
        }
    )
    deployment.set_rules([rule("lock-down", 0, "Block", EVERY_PATH)])

    assert deployment.get("/").status == 200
