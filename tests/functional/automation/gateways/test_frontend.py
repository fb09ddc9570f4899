"""The site's files against S3, and its cache against CloudFront."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from automation.core.plan import DeleteObject, RestoreObject
from automation.core.release import FrontendObject, Metadata
from automation.gateways.frontend import LARGE_BYTES, FrontendGateway
from tests.builders import etag_of, frontend_object
from tests.functional.automation.gateways.bucket import Bucket
from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.deployment import Deployment

pytestmark = pytest.mark.functional

PART: int = 5 * 1024**2


def wanted(key: str, version_id: str, body: str = "") -> FrontendObject:
    return frontend_object(key, version_id, body)


def restored(bucket: Bucket, key: str, version_id: str, size: int = 1) -> None:
    step = RestoreObject(key, version_id, "", size)
    FrontendGateway(bucket.name).restore(step)


def test_current_files_are_read_with_version_etag_and_size(site_bucket: Bucket) -> None:
    site_bucket.put("index.html", "old")
    version = site_bucket.put("index.html", "new page")

    found = FrontendGateway(site_bucket.name).read(()).objects["index.html"]

    assert (found.version_id, found.etag, found.size) == (version, etag_of("new page"), 8)
    assert found.restored_from is None


def test_a_hidden_file_is_not_current_but_its_versions_are_there(site_bucket: Bucket) -> None:
    version = site_bucket.put("old.js", "old")
    site_bucket.delete("old.js")

    reading = FrontendGateway(site_bucket.name).read([wanted("old.js", version)])

    assert reading.objects == {}
    assert reading.versions == frozenset({("old.js", version)})


def test_only_the_wanted_versions_are_told_and_only_if_they_exist(site_bucket: Bucket) -> None:
    first = site_bucket.put("a.js", "1")
    gone = site_bucket.put("a.js", "2")
    site_bucket.put("a.js", "3")
    site_bucket.delete_version("a.js", gone)

    reading = FrontendGateway(site_bucket.name).read([wanted("a.js", first), wanted("a.js", gone)])

    assert reading.versions == frozenset({("a.js", first)})


def test_metadata_are_asked_for_only_where_they_decide(site_bucket: Bucket) -> None:
    same = site_bucket.put("same.js", "1", CacheControl="no-cache")
    first = site_bucket.put("again.js", "1", CacheControl="no-cache")
    site_bucket.put("again.js", "1", ContentType="text/javascript", CacheControl="max-age=60")
    old = site_bucket.put("other.js", "1")
    site_bucket.put("other.js", "2")

    asked = [("same.js", same), ("again.js", first), ("other.js", old)]
    found = FrontendGateway(site_bucket.name).read([wanted(*each, "1") for each in asked]).objects

    assert found["again.js"].metadata == Metadata("text/javascript", "max-age=60")
    assert (found["same.js"].metadata, found["other.js"].metadata) == (None, None)


def test_metadata_tell_even_where_the_wanted_version_is_gone(site_bucket: Bucket) -> None:
    gone = site_bucket.put("a.js", "1")
    site_bucket.put("a.js", "1", ContentType="text/javascript")
    site_bucket.delete_version("a.js", gone)

    found = FrontendGateway(site_bucket.name).read([wanted("a.js", gone, "1")]).objects["a.js"]

    assert found.metadata == Metadata("text/javascript", "")


def test_a_file_that_was_served_otherwise_is_served_as_before(site_bucket: Bucket) -> None:
    old = site_bucket.put("a.js", "1", ContentType="text/javascript", CacheControl="max-age=60")
    site_bucket.put("a.js", "1", ContentType="text/plain", CacheControl="no-cache")

    restored(site_bucket, "a.js", old)

    found = FrontendGateway(site_bucket.name).read([wanted("a.js", old, "1")]).objects["a.js"]
    assert found.holds(old, etag_of("1"), Metadata("text/javascript", "max-age=60"))
    assert not found.holds(old, etag_of("1"), Metadata("text/plain", "no-cache"))


def test_more_files_than_a_page_holds_are_read(site_bucket: Bucket) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: site_bucket.put(f"{number:04}.js", "x"), range(1005)))

    assert len(FrontendGateway(site_bucket.name).read(()).objects) == 1005


def test_an_earlier_version_comes_back_with_its_metadata(site_bucket: Bucket) -> None:
    old = site_bucket.put(
        "app.js",
        "old",
        ContentType="text/javascript",
        CacheControl="max-age=31536000, immutable",
        Metadata={"build": "7"},
    )
    site_bucket.put("app.js", "new", ContentType="text/plain", CacheControl="no-cache")

    restored(site_bucket, "app.js", old)

    current = site_bucket.get("app.js")
    assert current["Body"].read() == b"old"
    assert current["ContentType"] == "text/javascript"
    assert current["CacheControl"] == "max-age=31536000, immutable"
    assert current["Metadata"] == {"build": "7"}


def test_a_hidden_file_comes_back(site_bucket: Bucket) -> None:
    old = site_bucket.put("robots.txt", "robots")
    site_bucket.delete("robots.txt")

    restored(site_bucket, "robots.txt", old)

    assert site_bucket.text("robots.txt") == "robots"


def test_restoring_removes_no_version(site_bucket: Bucket) -> None:
    versions = [("a.js", site_bucket.put("a.js", text)) for text in ("1", "2")]

    restored(site_bucket, "a.js", versions[0][1])

    reading = FrontendGateway(site_bucket.name).read([wanted(*each) for each in versions])
    assert reading.versions == frozenset(versions)


@pytest.mark.parametrize("key", ["a file.js", "übersicht/é.html", "a+b&c=d?.js", "%41.js"])
def test_files_with_unusual_names_come_back(site_bucket: Bucket, key: str) -> None:
    old = site_bucket.put(key, "old")
    site_bucket.put(key, "new")

    restored(site_bucket, key, old)

    assert site_bucket.text(key) == "old"
    assert FrontendGateway(site_bucket.name).read(()).objects[key].etag == etag_of("old")


def test_a_file_is_hidden_and_its_version_stays(site_bucket: Bucket) -> None:
    version = site_bucket.put("new.js", "new")

    FrontendGateway(site_bucket.name).delete(DeleteObject("new.js", version, etag_of("new")))

    assert site_bucket.keys() == set()
    reading = FrontendGateway(site_bucket.name).read([wanted("new.js", version)])
    assert reading.versions == frozenset({("new.js", version)})


def test_a_large_file_is_copied_in_parts_keeps_its_metadata_and_is_recognised(
    site_bucket: Bucket,
) -> None:
    content = b"m" * (2 * PART + 1)
    old = site_bucket.put(
        "intro.mp4", content, ContentType="video/mp4", CacheControl="x", Metadata={"take": "3"}
    )
    site_bucket.put("intro.mp4", b"n" * (2 * PART))
    gateway = FrontendGateway(site_bucket.name, copy_limit=PART)

    gateway.restore(RestoreObject("intro.mp4", old, "", len(content)))

    current = site_bucket.get("intro.mp4")
    assert current["Body"].read() == content
    assert (current["ContentType"], current["CacheControl"]) == ("video/mp4", "x")
    assert current["Metadata"]["take"] == "3"
    found = gateway.read(()).objects["intro.mp4"]
    assert found.restored_from == old
    assert found.holds(old, "another etag")


def test_a_large_file_that_was_uploaded_is_not_taken_for_a_restored_one(
    site_bucket: Bucket,
) -> None:
    site_bucket.put("intro.mp4", b"m" * LARGE_BYTES)

    found = FrontendGateway(site_bucket.name).read(()).objects["intro.mp4"]

    assert found.restored_from is None


def test_the_same_reference_empties_the_cache_once(
    deployment: Deployment, clients: Clients
) -> None:
    gateway = FrontendGateway(deployment.bucket)

    first = gateway.invalidate(deployment.distribution_id, "run-1")
    again = gateway.invalidate(deployment.distribution_id, "run-1")
    other = gateway.invalidate(deployment.distribution_id, "run-1-back")

    assert first == again != other
    made = clients.cloudfront.list_invalidations(DistributionId=deployment.distribution_id)
    assert made["InvalidationList"]["Quantity"] == 2


def test_after_waiting_users_get_the_restored_page(deployment: Deployment) -> None:
    gateway = FrontendGateway(deployment.bucket)
    deployment.upload("index.html", "good")
    good = gateway.read(()).objects["index.html"]
    deployment.upload("index.html", "bad")
    assert deployment.get("/index.html").text == "bad"

    gateway.restore(RestoreObject("index.html", good.version_id, good.etag, good.size))
    assert deployment.get("/index.html").text == "bad"
    asked = gateway.invalidate(deployment.distribution_id, "run-1")
    gateway.wait_for_invalidation(deployment.distribution_id, asked)

    assert deployment.get("/index.html").text == "good"
