"""Whether an event matches a rule's pattern. Pure.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html.
What this doesn't know it refuses, rather than to let through an event that AWS would not.
"""

from typing import Any, Final

Pattern = dict[str, Any]
_ABSENT: Final = object()


class PatternError(Exception):
    """A pattern with an operator that is not known here."""


def matches(pattern: Pattern, event: Any) -> bool:
    """Whether each field of the pattern matches the event's.

    Raises:
        PatternError: see there.
    """
    # All of them, without an early end: a part that can't be judged is told whatever the rest says.
    found = [_field_matches(name, wanted, event) for name, wanted in pattern.items()]
    return all(found)


def _field_matches(name: str, wanted: Any, event: Any) -> bool:
    if name == "$or":
        alternatives = [matches(each, event) for each in wanted]
        return any(alternatives)
    found = event.get(name, _ABSENT) if isinstance(event, dict) else _ABSENT
    if isinstance(wanted, dict):
        return matches(wanted, found)
    if not isinstance(wanted, list):
        raise PatternError(f"{name}: {wanted!r} is neither a list nor an object")
    values = found if isinstance(found, list) else [found]
    hits = [_value_matches(each, value) for each in wanted for value in values]
    return any(hits)


def _value_matches(wanted: Any, value: Any) -> bool:
    if not isinstance(wanted, dict):
        return _same(wanted, value)
    if len(wanted) != 1:
        raise PatternError(f"{wanted!r} has not exactly one operator")
    [(operator, operand)] = wanted.items()
    match operator, operand:
        case "exists", bool():
            return (value is not _ABSENT) is operand
        case "prefix", str():
            return isinstance(value, str) and value.startswith(operand)
        case "suffix", str():
            return isinstance(value, str) and value.endswith(operand)
        case "equals-ignore-case", str():
            return isinstance(value, str) and value.casefold() == operand.casefold()
        case "anything-but", _:
            return _anything_but(operand, value)
    raise PatternError(f"the operator {operator!r} with {operand!r} is not known here")


def _anything_but(operand: Any, value: Any) -> bool:
    unwanted = operand if isinstance(operand, list) else [operand]
    hits = [_value_matches(each, value) for each in unwanted]
    return value is not _ABSENT and not any(hits)


def _same(wanted: Any, value: Any) -> bool:
    """Numbers by value, `true` is not 1."""
    return isinstance(wanted, bool) == isinstance(value, bool) and bool(wanted == value)
