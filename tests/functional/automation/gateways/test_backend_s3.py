"""An S3 backend as the engine leaves it, in a versioned bucket on the sandbox."""

import json
from uuid import uuid4

import pytest

from automation.gateways.backend import backend_of
from automation.gateways.backend_s3 import BucketStore
from automation.gateways.backend_stored import StoredBackend
from tests.functional.automation.gateways.bucket import Bucket
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional

LOCKS = ".pulumi/locks/organization/clinical-trial/dev/"
HISTORY = ".pulumi/history/clinical-trial/dev/"


@pytest.fixture
def bucket(clients: Clients) -> Bucket:
    return Bucket(clients, f"state-{uuid4().hex[:8]}")


@pytest.mark.parametrize("prefix", ["", "team/states/"])
def test_locks_are_found_and_exactly_one_is_removed(bucket: Bucket, prefix: str) -> None:
    for name, pid in (("one", 1), ("two", 2)):
        told = json.dumps({"pid": pid, "username": "dana", "hostname": "runner"})
        bucket.put(f"{prefix}{LOCKS}{name}.json", told)
    bucket.put(f"{prefix}{LOCKS.replace('dev', 'dev2')}three.json", "{}")
    store = BucketStore(f"s3://{bucket.name}/{prefix}?region=us-east-1")
    backend = StoredBackend(store, "clinical-trial", "dev")

    found = backend.locks()
    backend.remove_lock(next(lock for lock in found if lock.pid == 1))

    assert sorted(lock.owner for lock in found) == [
        "dana on runner (pid 1)",
        "dana on runner (pid 2)",
    ]
    assert [lock.pid for lock in backend.locks()] == [2]


def test_the_history_and_an_updates_state_are_read(bucket: Bucket) -> None:
    for number in (1, 2):
        key = f"{HISTORY}dev-17955161{number}"
        told = {"kind": "update", "startTime": number, "environment": {"git.head": "a" * 40}}
        bucket.put(f"{key}.history.json", json.dumps(told))
        latest = {"resources": [{"urn": f"urn-{number}"}]}
        state = {"version": 3, "checkpoint": {"latest": latest}}
        bucket.put(f"{key}.checkpoint.json", json.dumps(state))
    backend = StoredBackend(BucketStore(f"s3://{bucket.name}"), "clinical-trial", "dev")

    updates = backend.updates()

    assert [update.number for update in updates] == [2, 1]
    assert backend.export(updates[1])["deployment"]["resources"] == [{"urn": "urn-1"}]


def test_a_lock_that_goes_while_it_is_read_is_none(bucket: Bucket) -> None:
    store = BucketStore(f"s3://{bucket.name}")

    assert store.read(f"{LOCKS}gone.json") is None


def test_an_empty_bucket_has_neither(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("PULUMI_BACKEND_URL", f"s3://{bucket.name}?region=us-east-1")
    backend = backend_of("clinical-trial", "dev", tmp_path_factory.mktemp("project"))

    assert backend is not None
    assert backend.locks() == ()
    assert backend.updates() == ()
