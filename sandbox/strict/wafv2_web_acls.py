"""UpdateWebACL replaces the whole web ACL. Changes moto.

An update is the whole new web ACL: rules that it leaves out are gone, and so is all else that it
leaves out. A lock-down written as the procedure has it would wipe the rules; its undo must bring
all of it back.
Source: https://docs.aws.amazon.com/waf/latest/APIReference/API_UpdateWebACL.html

Priorities and names of its rules must all be different.
Source: https://docs.aws.amazon.com/waf/latest/APIReference/API_Rule.html

moto keeps whatever an update does not name, and all rules when it names none. (That a stale
LockToken is refused, WAFOptimisticLockException, moto does by itself.)
"""

from collections.abc import Callable
from typing import Any

from moto.wafv2.exceptions import WAFv2ClientError
from moto.wafv2.models import FakeWebACL

from sandbox.strict.replacement import surround


def install() -> None:
    """Make updates complete replacements."""
    surround(FakeWebACL, "update", update)


def update(
    former: Callable[..., None],
    acl: FakeWebACL,
    default_action: dict[str, Any],
    rules: list[Any] | None,
    *rest: Any,
) -> None:
    """Replace everything that can be changed."""
    for what in ("priority", "name"):
        values = [getattr(rule, what) for rule in rules or ()]
        if len(set(values)) != len(values):
            raise WAFv2ClientError(
                "WAFInvalidParameterException",
                f"Error reason: Your statement has multiple rules with the same {what}.",
            )
    acl.rules = []
    acl.description = ""
    acl.custom_response_bodies = None
    acl.captcha_config = None
    acl.challenge_config = None
    acl.token_domains = None
    acl.association_config = None
    former(acl, default_action, rules, *rest)
