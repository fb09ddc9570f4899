"""Reading what a version of this tool wrote down, perhaps another one. Pure.

Records outlive the version that wrote them. What has another format is told as that, in one
message; it is never read as if it were ours. What has no number is of the first format.
"""

import json
from typing import Annotated, Final, TypeVar

from pydantic import BaseModel, Field, ValidationError

from automation.core.errors import OtherVersionError

M = TypeVar("M", bound=BaseModel)
FIRST: Final = 1
# Versions from before the number know no such field. Among them are the programs that a rollback
# runs: they read the hold.
FormatFromSecondOn = Annotated[int, Field(exclude_if=lambda number: number == FIRST)]
_FIELD: Final = "format"


def read_record(text: str, kind: type[M], what: str) -> M:
    """Read a record whose model may have a `format`, with its own number as the default.

    Args:
        text: JSON.
        kind: the model.
        what: the record's name in the message: `Run prod-1`.

    Raises:
        OtherVersionError: it has another format.
        pydantic.ValidationError: it is of this format, and not valid.
    """
    known = kind.model_fields[_FIELD].default if _FIELD in kind.model_fields else None
    try:
        record = kind.model_validate_json(text)
    except ValidationError:
        insist_on_format(_format_of(text, known), known, what)
        raise
    if known is not None:
        is_told = _FIELD in record.model_fields_set
        insist_on_format(getattr(record, _FIELD) if is_told else FIRST, known, what)
    return record


def insist_on_format(found: object, known: object, what: str) -> None:
    """Let pass only the format that this version reads.

    Raises:
        OtherVersionError: it is another one.
    """
    if found != known:
        raise OtherVersionError(
            f"{what} was written by another version of this tool: its format is {found}, and "
            f"this version reads {known}. Nothing was changed.",
            "git pull   (or check out the version that wrote it), then the same command",
        )


def _format_of(text: str, known: object) -> object:
    try:
        document = json.loads(text)
    except ValueError:
        return known
    if not isinstance(document, dict):
        return known
    return document.get(_FIELD, known if known is None else FIRST)
