"""Whether a resource's policy lets an AWS service in. Pure.

- CloudFront reads a private bucket as cloudfront.amazonaws.com (origin access control).
  https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
- API Gateway invokes a function as apigateway.amazonaws.com, by a statement for the very alias.
  https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from sandbox.identities import ACCOUNT


@dataclass(frozen=True)
class Asking:
    """Which service asks, on behalf of which resource of the account."""

    service: str
    source_arn: str


def allows(policy: dict[str, Any], asking: Asking, action: str, resource: str) -> bool:
    """Whether a policy allows an action.

    Args:
        policy: the resource's policy document, {} when it has none.
        asking: who asks.
        action: as `s3:GetObject`.
        resource: ARN of what the action is about.
    """
    effects = [
        statement["Effect"]
        for statement in _listed(policy.get("Statement"))
        if _concerns(statement, asking, action, resource)
    ]
    return "Allow" in effects and "Deny" not in effects


def _concerns(statement: dict[str, Any], asking: Asking, action: str, resource: str) -> bool:
    return (
        _names(statement.get("Principal"), asking.service)
        and any(fnmatchcase(action, pattern) for pattern in _listed(statement.get("Action")))
        and any(fnmatchcase(resource, pattern) for pattern in _listed(statement.get("Resource")))
        and _meets(statement.get("Condition") or {}, asking)
    )


def _names(principal: Any, service: str) -> bool:
    if isinstance(principal, dict):
        return service in _listed(principal.get("Service")) or principal.get("AWS") == "*"
    return bool(principal == "*")


def _meets(condition: dict[str, Any], asking: Asking) -> bool:
    """The conditions that such policies have: for whom, of which account, and over TLS."""
    actual = {
        "aws:sourcearn": asking.source_arn,
        "aws:sourceaccount": ACCOUNT,
        "aws:securetransport": "true",
    }
    return all(
        any(fnmatchcase(actual.get(key.lower(), ""), str(value)) for value in _listed(values))
        for wanted in condition.values()
        for key, values in wanted.items()
    )


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
