"""Release records against S3."""

import time

import pytest

from automation.core.names import release_key
from automation.core.release import to_json
from automation.gateways.releases import ReleasesGateway
from tests.builders import COMMIT_A, COMMIT_B, release
from tests.functional.automation.gateways.bucket import Bucket

pytestmark = pytest.mark.functional


def until_the_next_second() -> None:
    """S3 tells times in whole seconds."""
    time.sleep(1 - time.time() % 1)


def test_where_nothing_was_deployed_there_is_no_release(environment: str) -> None:
    gateway = ReleasesGateway(environment)

    assert gateway.read(COMMIT_A) is None
    assert gateway.commits() == ()
    assert gateway.newest(limit=5) == ()


def test_an_empty_bucket_has_no_release(releases_bucket: Bucket, environment: str) -> None:
    assert ReleasesGateway(environment).read(COMMIT_A) is None
    assert ReleasesGateway(environment).newest(limit=5) == ()


def test_a_record_is_read_as_it_was_written(releases_bucket: Bucket, environment: str) -> None:
    releases_bucket.put(release_key(COMMIT_A), to_json(release()))

    assert ReleasesGateway(environment).read(COMMIT_A) == release()


def test_the_newest_come_first_and_no_more_than_asked_for(
    releases_bucket: Bucket, environment: str
) -> None:
    for commit in (COMMIT_B, COMMIT_A):
        releases_bucket.put(release_key(commit), to_json(release(commit)))
        until_the_next_second()

    gateway = ReleasesGateway(environment)

    assert gateway.commits() == (COMMIT_A, COMMIT_B)
    assert gateway.newest(limit=1) == (release(COMMIT_A),)


def test_a_removed_record_is_no_release(releases_bucket: Bucket, environment: str) -> None:
    releases_bucket.put(release_key(COMMIT_B), to_json(release(COMMIT_B)))
    releases_bucket.delete(release_key(COMMIT_B))

    assert ReleasesGateway(environment).read(COMMIT_B) is None
