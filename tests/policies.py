"""What statements of a policy allow, by the rules of IAM that the project's policies use.

Source: IAM user guide, "Policy evaluation logic", "Multivalued context keys" and "Null".
"""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

LEADING_KEYS: Final = "dynamodb:LeadingKeys"


def allows(
    statements: Iterable[Mapping[str, Any]], action: str, resource: str, key: str | None = None
) -> bool:
    """Whether some statement allows an action on a resource.

    Args:
        statements: of one policy.
        action: `dynamodb:PutItem`.
        resource: ARN.
        key: partition key of the item, where the action is about one.
    """
    return any(
        any(fnmatchcase(action, may) for may in _listed(statement["Action"]))
        and any(fnmatchcase(resource, may) for may in _listed(statement["Resource"]))
        and _holds(statement.get("Condition", {}), key)
        for statement in statements
    )


def _holds(condition: Mapping[str, Mapping[str, Any]], key: str | None) -> bool:
    """Conditions on partition keys are judged; any other one is taken for held."""
    patterns = condition.get("ForAllValues:StringLike", {}).get(LEADING_KEYS)
    # Of no value at all, "for all values" is true.
    fits = patterns is None or key is None or any(fnmatchcase(key, it) for it in patterns)
    insists = condition.get("Null", {}).get(LEADING_KEYS) == "false"
    return fits and not (insists and key is None)


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
