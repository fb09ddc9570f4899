"""What changes in a resource, in words that fit a table. Pure."""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

_LONGEST: Final = 32
_PART: Final = re.compile(r"[^.\[\]\"]+")
_ABSENT: Final = object()


def describe_properties(
    paths: Collection[str],
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any] | None,
) -> tuple[str, ...]:
    """A line a property, sorted: its values where they are short, else its path alone.

    Args:
        paths: paths of what differs, `environment.variables.MODE` or `rules[0].name`.
        old: inputs as they are; the engine has masked what is secret.
        new: inputs as they would be.
    """
    return tuple(sorted(_describe(path, old or {}, new or {}) for path in paths))


def _describe(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    before, after = _at(path, old), _at(path, new)
    if before == after or not (_is_short(before) and _is_short(after)):
        return path
    return f"{path}: {_text(before)} → {_text(after)}"


def _at(path: str, document: Any) -> Any:
    value = document
    for part in _PART.findall(path):
        if isinstance(value, Mapping) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return _ABSENT
    return value


def _is_short(value: Any) -> bool:
    if value is _ABSENT or value is None or isinstance(value, bool | int | float):
        return True
    return isinstance(value, str) and len(value) <= _LONGEST


def _text(value: Any) -> str:
    return "(none)" if value is _ABSENT or value is None else str(value)
