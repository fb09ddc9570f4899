"""The release record: its stamp, its text, and what it refuses."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from automation.core.release import from_json, stamp, to_json
from tests.builders import APPROVER, NOW, REQUESTER, frontend_object, release

LATER = NOW + timedelta(days=1)


def test_the_first_deployment_signs_the_record() -> None:
    signed = stamp(release().facts, None, APPROVER, LATER)

    assert (signed.deployed_by, signed.deployed_at) == (APPROVER, LATER)
    assert signed.facts == release().facts


def test_deploying_the_same_again_keeps_the_first_signature() -> None:
    first = stamp(release().facts, None, REQUESTER, NOW)

    assert stamp(release().facts, first, APPROVER, LATER) is first


def test_other_facts_are_signed_anew() -> None:
    first = stamp(release().facts, None, REQUESTER, NOW)

    again = stamp(release(settings_digest="other").facts, first, APPROVER, LATER)

    assert (again.deployed_by, again.deployed_at) == (APPROVER, LATER)


def test_a_record_survives_its_text() -> None:
    written = release(objects=[frontend_object("index.html"), frontend_object("app.js")])

    assert from_json(to_json(written)) == written


def test_equal_records_have_equal_texts() -> None:
    assert to_json(release()) == to_json(from_json(to_json(release())))
    assert to_json(release()).endswith("}\n")


def test_an_unknown_field_is_an_error() -> None:
    text = to_json(release()).replace('"dirty"', '"surprise": 1, "dirty"', 1)

    with pytest.raises(ValidationError, match="surprise"):
        from_json(text)


@pytest.mark.parametrize("commit", ["", "abc", "A" * 40, "g" * 40, "a" * 41])
def test_only_a_full_sha_is_a_commit(commit: str) -> None:
    with pytest.raises(ValidationError):
        from_json(to_json(release()).replace("a" * 40, commit))


def test_a_record_can_not_be_altered_in_memory() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        release().commit = "b" * 40  # type: ignore[misc]
