"""What a rollback of the site relies on, which moto does by itself.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.strict.errors import refusal

pytestmark = pytest.mark.functional


@pytest.fixture
def bucket(clients: Clients, request: pytest.FixtureRequest) -> Iterator[str]:
    name = request.node.name.replace("_", "-")[:60]
    clients.s3.create_bucket(Bucket=name)
    clients.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    yield name
    listed = clients.s3.list_object_versions(Bucket=name)
    for each in listed.get("Versions", []) + listed.get("DeleteMarkers", []):
        clients.s3.delete_object(Bucket=name, Key=each["Key"], VersionId=each["VersionId"])
    clients.s3.delete_bucket(Bucket=name)


def put(clients: Clients, bucket: str, body: bytes, **settings: Any) -> str:
    return str(
        clients.s3.put_object(Bucket=bucket, Key="index.html", Body=body, **settings)["VersionId"]
    )


def test_a_copy_of_a_version_onto_its_key_brings_content_and_headers_back(
    clients: Clients, bucket: str
) -> None:
    old = put(clients, bucket, b"A", ContentType="text/html", CacheControl="no-cache")
    put(clients, bucket, b"B", ContentType="text/plain")

    clients.s3.copy_object(
        Bucket=bucket,
        Key="index.html",
        CopySource={"Bucket": bucket, "Key": "index.html", "VersionId": old},
    )

    now = clients.s3.get_object(Bucket=bucket, Key="index.html")
    assert now["Body"].read() == b"A"
    assert (now["ContentType"], now["CacheControl"]) == ("text/html", "no-cache")
    assert now["VersionId"] != old


def test_versions_are_listed_newest_first_and_one_is_the_latest(
    clients: Clients, bucket: str
) -> None:
    first, second = put(clients, bucket, b"A"), put(clients, bucket, b"B")

    listed = clients.s3.list_object_versions(Bucket=bucket)["Versions"]

    assert [(each["VersionId"], each["IsLatest"]) for each in listed] == [
        (second, True),
        (first, False),
    ]


def test_a_delete_marker_hides_the_object_and_keeps_its_versions(
    clients: Clients, bucket: str
) -> None:
    version = put(clients, bucket, b"A")

    clients.s3.delete_object(Bucket=bucket, Key="index.html")

    listed = clients.s3.list_object_versions(Bucket=bucket)
    assert [each["IsLatest"] for each in listed["DeleteMarkers"]] == [True]
    assert [each["IsLatest"] for each in listed["Versions"]] == [False]
    assert refusal(clients.s3.get_object, Bucket=bucket, Key="index.html") == ("NoSuchKey", 404)
    kept = clients.s3.get_object(Bucket=bucket, Key="index.html", VersionId=version)
    assert kept["Body"].read() == b"A"


def test_a_version_that_is_gone_cannot_be_copied(clients: Clients, bucket: str) -> None:
    gone = put(clients, bucket, b"A")
    clients.s3.delete_object(Bucket=bucket, Key="index.html", VersionId=gone)

    refused = refusal(
        clients.s3.copy_object,
        Bucket=bucket,
        Key="index.html",
        CopySource={"Bucket": bucket, "Key": "index.html", "VersionId": gone},
    )

    assert refused == ("NoSuchVersion", 404)
