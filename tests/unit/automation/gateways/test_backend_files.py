"""A file backend as the engine leaves it."""

import json
from pathlib import Path

import pytest

from automation.core.pending import PendingOperation, pending_in
from automation.core.stack_lock import StackLock
from automation.gateways.backend_files import FileStore
from automation.gateways.backend_stored import StoredBackend

LOCKS = ".pulumi/locks/organization/clinical-trial/dev"
HISTORY = ".pulumi/history/clinical-trial/dev"


def write(folder: Path, key: str, content: object) -> None:
    path = folder / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))
    # What the engine's library keeps beside each file.
    path.with_name(f"{path.name}.attrs").write_text("{}")


def lock(folder: Path, name: str, pid: int, stack: str = "dev") -> None:
    content = {
        "pid": pid,
        "username": "dana",
        "hostname": "laptop",
        "timestamp": "2026-01-01T00:00:00Z",
    }
    write(folder, f"{LOCKS.removesuffix('dev')}{stack}/{name}.json", content)


@pytest.fixture
def backend(tmp_path: Path) -> StoredBackend:
    return StoredBackend(FileStore(f"file://{tmp_path}"), "clinical-trial", "dev")


def test_a_stack_that_nobody_ever_locked_has_no_lock(backend: StoredBackend) -> None:
    assert backend.locks() == ()
    assert backend.updates() == ()


def test_the_locks_of_this_stack_are_found(tmp_path: Path, backend: StoredBackend) -> None:
    lock(tmp_path, "one", 1)
    lock(tmp_path, "two", 2)
    lock(tmp_path, "other", 3, stack="dev2")

    assert sorted(found.pid or 0 for found in backend.locks()) == [1, 2]


def test_exactly_one_lock_is_removed(tmp_path: Path, backend: StoredBackend) -> None:
    lock(tmp_path, "one", 1)
    lock(tmp_path, "two", 2)
    unwanted = next(found for found in backend.locks() if found.pid == 1)

    backend.remove_lock(unwanted)
    backend.remove_lock(unwanted)

    assert [found.pid for found in backend.locks()] == [2]
    assert not (tmp_path / f"{LOCKS}/one.json.attrs").exists()


@pytest.mark.parametrize(
    "place", [".pulumi/stacks/clinical-trial/dev.json", f"{LOCKS}2/one.json", "/etc/passwd"]
)
def test_nothing_but_a_lock_of_this_stack_is_removed(backend: StoredBackend, place: str) -> None:
    with pytest.raises(ValueError, match="is not a lock of this stack"):
        backend.remove_lock(StackLock(place=place))


def test_the_history_is_told_newest_first_and_exported_encrypted(
    tmp_path: Path, backend: StoredBackend
) -> None:
    for number, (stamp, commit) in enumerate([("179551617", "a"), ("179551619", "b")], start=1):
        name = f"{HISTORY}/dev-{stamp}"
        told = {"kind": "update", "startTime": number, "environment": {"git.head": commit * 40}}
        write(tmp_path, f"{name}.history.json", told)
        latest = {"resources": [{"outputs": {"s": {"ciphertext": f"v1:{commit}"}}}]}
        write(tmp_path, f"{name}.checkpoint.json", {"version": 3, "checkpoint": {"latest": latest}})

    newest, oldest = backend.updates()

    assert (newest.number, newest.commit) == (2, "b" * 40)
    assert (oldest.number, oldest.commit) == (1, "a" * 40)
    exported = backend.export(oldest)
    assert exported["deployment"]["resources"][0]["outputs"]["s"] == {"ciphertext": "v1:a"}


def test_an_update_without_a_checkpoint_is_named(tmp_path: Path, backend: StoredBackend) -> None:
    write(tmp_path, f"{HISTORY}/dev-1.history.json", {"startTime": 1})

    with pytest.raises(LookupError, match="update 1 has no checkpoint"):
        backend.export(backend.updates()[0])


def test_the_state_tells_what_a_killed_engine_left_pending(
    tmp_path: Path, backend: StoredBackend
) -> None:
    operation = {"type": "creating", "resource": {"urn": "urn:queue"}}
    latest = {"resources": [], "pending_operations": [operation]}
    write(tmp_path, ".pulumi/stacks/clinical-trial/dev.json", {"checkpoint": {"latest": latest}})

    assert pending_in(backend.state()) == (PendingOperation("creating", "urn:queue"),)


def test_a_stack_that_is_not_there_is_named(backend: StoredBackend) -> None:
    with pytest.raises(LookupError, match=r"stacks/clinical-trial/dev\.json"):
        backend.state()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"checkpoint": 1}', b"\x1f\x8b\x08"]
)
def test_a_state_that_can_not_be_read_is_given_as_it_lies_there(
    tmp_path: Path, backend: StoredBackend, content: bytes
) -> None:
    file = tmp_path / ".pulumi/stacks/clinical-trial/dev.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)

    with pytest.raises(ValueError, match="can't be read"):
        backend.state()
    assert backend.raw_state() == content
