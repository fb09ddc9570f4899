"""What users get from `/`."""

import pytest

from tests.functional.sandbox.deployment import Deployment

pytestmark = pytest.mark.functional


def test_serves_the_default_root_object_with_its_headers(deployment: Deployment) -> None:
    deployment.upload("index.html", "<p>A", ContentType="text/html", CacheControl="no-cache")

    seen = deployment.get("/")

    assert (seen.status, seen.text) == (200, "<p>A")
    assert seen.headers["content-type"] == "text/html"
    assert seen.headers["cache-control"] == "no-cache"
    assert seen.headers["x-cache"] == "Miss from cloudfront"
    assert seen.headers["x-content-type-options"] == "nosniff"


def test_shows_the_former_page_until_it_is_invalidated(deployment: Deployment) -> None:
    deployment.upload("index.html", "A")
    deployment.get("/")
    deployment.upload("index.html", "B")
    kept = deployment.get("/index.html")
    assert (kept.text, kept.headers["x-cache"]) == ("A", "Hit from cloudfront")

    deployment.invalidate("/*", reference="one")

    assert deployment.get("/").text == "B"


def test_an_invalidation_of_other_paths_leaves_the_page_in_the_cache(
    deployment: Deployment,
) -> None:
    deployment.upload("index.html", "A")
    deployment.get("/")
    deployment.upload("index.html", "B")

    deployment.invalidate("/assets/*", reference="one")

    assert deployment.get("/").text == "A"


def test_shows_the_application_for_a_route_of_its_own(deployment: Deployment) -> None:
    deployment.upload("index.html", "app")

    seen = deployment.get("/patients/42")

    assert (seen.status, seen.text) == (200, "app")


def test_a_file_behind_a_delete_marker_is_gone(deployment: Deployment) -> None:
    deployment.upload("index.html", "app")
    deployment.upload("old.txt", "old")
    deployment.clients.s3.delete_object(Bucket=deployment.bucket, Key="old.txt")

    assert deployment.get("/old.txt").text == "app"


def test_a_missing_file_is_forbidden_where_the_bucket_may_not_be_listed(
    deployment: Deployment,
) -> None:
    deployment.set_bucket_policy("s3:GetObject")

    assert deployment.get("/nothing").status == 403


def test_a_bucket_that_does_not_let_the_distribution_in_shows_nothing(
    deployment: Deployment,
) -> None:
    deployment.upload("index.html", "app")
    deployment.clients.s3.delete_bucket_policy(Bucket=deployment.bucket)

    assert deployment.get("/").status == 403


def test_answers_a_conditional_request_without_a_body(deployment: Deployment) -> None:
    deployment.upload("index.html", "app")
    etag = deployment.get("/").headers["etag"]

    seen = deployment.get("/", headers={"If-None-Match": etag})

    assert (seen.status, seen.text) == (304, "")


def test_refuses_a_method_that_the_distribution_does_not_allow(deployment: Deployment) -> None:
    assert deployment.get("/", method="POST", body=b"x").status == 403


def test_a_disabled_distribution_serves_nothing(deployment: Deployment) -> None:
    deployment.configure(Enabled=False)

    assert deployment.get("/").status == 503
