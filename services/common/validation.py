"""Reading what a caller sent, field by field. Pure."""

import re
from collections.abc import Mapping
from typing import Any, Final

from services.common.refusals import BadRequestError

SUBJECT: Final = re.compile(r"[A-Z][A-Z0-9]{1,9}-[0-9]{4,6}")
FORM: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
VISIT: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_FIELD: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_FIELDS: Final = 50
LONGEST_TEXT: Final = 500
_LARGEST_NUMBER: Final = 10**12

Answers = dict[str, str | int | float | bool | None]


def text(document: Mapping[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    """A field that has to look in a certain way.

    Raises:
        BadRequestError: it is missing, or does not.
    """
    value = document.get(name)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise BadRequestError(f"{name} is missing or is not of the form {pattern.pattern}")
    return value


def whole_number(document: Mapping[str, Any], name: str, least: int, most: int) -> int:
    """A field that is a whole number within bounds.

    Raises:
        BadRequestError: it is not.
    """
    value = document.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadRequestError(f"{name} is not a whole number from {least} to {most}")
    return value


def answers(document: Mapping[str, Any], name: str) -> Answers:
    """The answers of a form: a flat object of short values.

    Raises:
        BadRequestError: there is none, or more or other than a form has.
    """
    value = document.get(name)
    if not isinstance(value, dict) or not 0 < len(value) <= MOST_FIELDS:
        raise BadRequestError(f"{name} is not an object of 1 to {MOST_FIELDS} answers")
    for field, answer in value.items():
        if not _FIELD.fullmatch(field):
            raise BadRequestError(f"{name} has a field that is not of the form {_FIELD.pattern}")
        if not _is_short(answer):
            raise BadRequestError(f"{name}.{field} is no short text, number, yes or no")
    return value


def only(document: Mapping[str, Any], *names: str) -> None:
    """Refuse what would be dropped silently.

    Raises:
        BadRequestError: there is a field that nobody asked for.
    """
    if unknown := sorted(set(document) - set(names)):
        raise BadRequestError(
            f"There is no field {unknown[0][:40]!r}; there are {', '.join(names)}"
        )


def _is_short(answer: Any) -> bool:
    if isinstance(answer, str):
        return len(answer) <= LONGEST_TEXT and "\0" not in answer
    if isinstance(answer, int | float):
        return abs(answer) <= _LARGEST_NUMBER  # infinities and NaN are not
    return answer is None
