"""Records of other versions of the tool: one message, never a guess."""

import json
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from automation.core.errors import OtherVersionError
from automation.core.lease import Lease
from automation.core.record import FormatFromSecondOn, read_record
from automation.core.release import Document, Verdict, from_json, to_json
from tests.builders import (
    COMMIT_A,
    NOW,
    REQUESTER,
    approval_request,
    entry,
    hold,
    release,
    run_record,
)

LEASE = Lease(
    run_id="run-1", actor=REQUESTER, purpose="rollback", token=1, since=NOW, expires_at=NOW
)
VERDICT = Verdict(commit=COMMIT_A, health="bad")
RECORDS = [run_record(), entry(), approval_request(), release(), hold(), LEASE, VERDICT]


def text_of(record: BaseModel, **changed: Any) -> str:
    return json.dumps(record.model_dump(mode="json") | changed)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_is_read_as_it_was_written(record: BaseModel) -> None:
    assert read_record(record.model_dump_json(), type(record), "It") == record


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
@pytest.mark.parametrize("changed", [{"format": 2}, {"format": 2, "surprise": 1}, {"format": "x"}])
def test_another_format_is_told_by_the_records_name(
    changed: dict[str, Any], record: BaseModel
) -> None:
    with pytest.raises(OtherVersionError, match=r"^It was written by another version") as refused:
        read_record(text_of(record, **changed), type(record), "It")

    assert f"its format is {changed['format']}, and this version reads 1" in refused.value.message
    assert refused.value.next_command is not None


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_without_a_number_is_of_the_first_format(record: BaseModel) -> None:
    written = record.model_dump(mode="json")
    written.pop("format", None)

    assert read_record(json.dumps(written), type(record), "It") == record


class Later(Document):
    """A record of which this version writes the second format."""

    format: FormatFromSecondOn = 2


def test_a_record_without_a_number_is_not_of_a_later_format() -> None:
    for text in ("{}", '{"surprise": 1}'):
        with pytest.raises(OtherVersionError, match="its format is 1, and this version reads 2"):
            read_record(text, Later, "It")

    assert read_record(Later().model_dump_json(), Later, "It") == Later()


@pytest.mark.parametrize("record", [hold(), LEASE, VERDICT])
def test_versions_from_before_the_number_can_read_what_is_of_the_first_format(
    record: BaseModel,
) -> None:
    assert "format" not in record.model_dump(mode="json")


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
