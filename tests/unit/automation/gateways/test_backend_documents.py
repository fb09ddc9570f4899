"""What the engine writes into its backends, as engine 3.259.0 wrote it."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from automation.core.stack_lock import StackLock
from automation.gateways.backend_documents import deployment_from, load, lock_from, update_from

LOCK = {
    "pid": 10013,
    "username": "dana",
    "hostname": "laptop",
    "timestamp": "2026-11-24T10:29:39.934885088Z",
}


def test_a_lock_tells_its_owner() -> None:
    lock = lock_from("here.json", json.dumps(LOCK).encode())

    assert lock == StackLock(
        user="dana",
        host="laptop",
        pid=10013,
        since=datetime(2026, 11, 24, 10, 29, 39, tzinfo=UTC),
        place="here.json",
    )


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"text"', b'{"pid": "many"}', b"\x1f\x8b"])
def test_a_lock_that_cannot_be_read_is_a_lock_all_the_same(content: bytes) -> None:
    assert lock_from("here.json", content).place == "here.json"
    assert lock_from("here.json", content).pid is None


@pytest.mark.parametrize(
    "start",
    [1795516179, "2026-11-24T10:29:39.000Z", "2026-11-24T10:29:39", "2026-11-24T12:29:39+02:00"],
)
def test_times_are_utc_however_they_are_written(start: object) -> None:
    update = update_from(3, "x", {"startTime": start, "kind": "update", "result": "succeeded"})

    assert update.started_at == datetime(2026, 11, 24, 10, 29, 39, tzinfo=UTC)
    assert update.ended_at is None


def test_an_update_tells_its_commit_and_whether_the_tree_was_dirty() -> None:
    told = {
        "kind": "refresh",
        "result": "failed",
        "message": "first",
        "startTime": 1795516179,
        "endTime": 1795516198,
        "environment": {"git.head": "a" * 40, "git.dirty": "true"},
    }

    update = update_from(3, "x", told)

    assert (update.commit, update.dirty) == ("a" * 40, True)
    assert (update.kind, update.result, update.message) == ("refresh", "failed", "first")
    assert update.ended_at == datetime(2026, 11, 24, 10, 29, 58, tzinfo=UTC)


def test_an_update_outside_a_repository_has_no_commit() -> None:
    assert update_from(1, "x", {"startTime": 1}).commit is None


def test_a_checkpoint_becomes_what_an_import_takes() -> None:
    checkpoint = {
        "version": 4,
        "features": ["refreshBeforeUpdate"],
        "checkpoint": {"stack": "organization/p/s", "latest": {"resources": [{"urn": "u"}]}},
    }

    assert deployment_from(checkpoint) == {
        "version": 4,
        "features": ["refreshBeforeUpdate"],
        "deployment": {"resources": [{"urn": "u"}]},
    }


def test_a_packed_file_is_read_like_any_other() -> None:
    assert load(gzip.compress(json.dumps(LOCK).encode())) == LOCK


def test_an_update_tells_how_many_resources_changed() -> None:
    told = {"startTime": 1, "resourceChanges": {"create": 2, "same": 5}}

    assert update_from(1, "x", told).changes == {"create": 2, "same": 5}
