"""Records of other versions of the tool: one message, never a guess."""

import json
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from automation.core.errors import OtherVersionError
from automation.core.record import read_record
from automation.core.release import from_json, to_json
from tests.builders import approval_request, entry, release, run_record


def text_of(record: BaseModel, **changed: Any) -> str:
    return json.dumps(record.model_dump(mode="json") | changed)


@pytest.mark.parametrize("record", [run_record(), entry(), approval_request(), release()])
def test_a_record_is_read_as_it_was_written(record: BaseModel) -> None:
    assert read_record(record.model_dump_json(), type(record), "It") == record


@pytest.mark.parametrize("record", [run_record(), entry(), approval_request(), release()])
@pytest.mark.parametrize("changed", [{"format": 2}, {"format": 2, "surprise": 1}, {"format": "x"}])
def test_another_format_is_told_by_the_records_name(
    changed: dict[str, Any], record: BaseModel
) -> None:
    with pytest.raises(OtherVersionError, match=r"^It was written by another version") as refused:
        read_record(text_of(record, **changed), type(record), "It")

    assert f"its format is {changed['format']}, and this version reads 1" in refused.value.message
    assert refused.value.next_command is not None


def test_a_record_without_a_number_is_of_the_first_format() -> None:
    written = run_record().model_dump(mode="json")
    del written["format"]

    assert read_record(json.dumps(written), type(run_record()), "It") == run_record()


def test_what_is_wrong_within_our_format_is_not_put_down_to_another_version() -> None:
    with pytest.raises(ValidationError, match="surprise"):
        read_record(text_of(run_record(), surprise=1), type(run_record()), "It")


@pytest.mark.parametrize("text", ["", "no JSON", "[1]"])
def test_what_is_no_record_at_all_is_not_put_down_to_another_version(text: str) -> None:
    with pytest.raises(ValidationError):
        read_record(text, type(run_record()), "It")


def test_a_release_of_another_format_is_not_gone_back_to() -> None:
    with pytest.raises(OtherVersionError, match="A release record"):
        from_json(to_json(release().model_copy(update={"format": 2})))
