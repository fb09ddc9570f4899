"""Distributions and invalidations: the sources are in the strict files."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.strict.errors import refusal

pytestmark = pytest.mark.functional


@pytest.fixture
def distribution(clients: Clients, request: pytest.FixtureRequest) -> Iterator[str]:
    created = clients.cloudfront.create_distribution(
        DistributionConfig={
            "CallerReference": request.node.name,
            "Comment": "",
            "Enabled": True,
            "Origins": {
                "Quantity": 1,
                "Items": [
                    {
                        "Id": "site",
                        "DomainName": "some-bucket.s3.us-east-1.amazonaws.com",
                        "OriginAccessControlId": "E123",
                        "S3OriginConfig": {"OriginAccessIdentity": ""},
                    }
                ],
            },
            "DefaultCacheBehavior": {
                "TargetOriginId": "site",
                "ViewerProtocolPolicy": "redirect-to-https",
                "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
            },
        }
    )["Distribution"]["Id"]
    yield created
    etag = change(clients, created, Enabled=False)
    clients.cloudfront.delete_distribution(Id=created, IfMatch=etag)


def change(clients: Clients, distribution: str, **changes: Any) -> str:
    """Update with the current ETag; the next one."""
    read = clients.cloudfront.get_distribution_config(Id=distribution)
    return str(
        clients.cloudfront.update_distribution(
            Id=distribution,
            IfMatch=read["ETag"],
            DistributionConfig=read["DistributionConfig"] | changes,
        )["ETag"]
    )


def batch(reference: str, *paths: str) -> dict[str, Any]:
    return {"CallerReference": reference, "Paths": {"Quantity": len(paths), "Items": list(paths)}}


def test_an_update_with_a_former_etag_is_refused(clients: Clients, distribution: str) -> None:
    read = clients.cloudfront.get_distribution_config(Id=distribution)
    change(clients, distribution, Comment="by another")

    refused = refusal(
        clients.cloudfront.update_distribution,
        Id=distribution,
        IfMatch=read["ETag"],
        DistributionConfig=read["DistributionConfig"],
    )

    assert refused == ("PreconditionFailed", 412)
    kept = clients.cloudfront.get_distribution_config(Id=distribution)["DistributionConfig"]
    assert kept["Comment"] == "by another"


def test_an_etag_that_never_was_is_refused(clients: Clients, distribution: str) -> None:
    read = clients.cloudfront.get_distribution_config(Id=distribution)

    refused = refusal(
        clients.cloudfront.update_distribution,
        Id=distribution,
        IfMatch="ENONSENSE",
        DistributionConfig=read["DistributionConfig"],
    )

    assert refused == ("InvalidIfMatchVersion", 400)


def test_only_a_disabled_distribution_can_be_deleted(clients: Clients, distribution: str) -> None:
    etag = clients.cloudfront.get_distribution(Id=distribution)["ETag"]

    refused = refusal(clients.cloudfront.delete_distribution, Id=distribution, IfMatch=etag)

    assert refused == ("DistributionNotDisabled", 409)


def test_an_origin_keeps_its_access_control(clients: Clients, distribution: str) -> None:
    config = clients.cloudfront.get_distribution_config(Id=distribution)["DistributionConfig"]

    origin = config["Origins"]["Items"][0]
    assert origin["OriginAccessControlId"] == "E123"
    assert origin["S3OriginConfig"] == {"OriginAccessIdentity": ""}
    assert "ForwardedValues" not in config["DefaultCacheBehavior"]


def test_the_default_certificate_names_no_other(clients: Clients, distribution: str) -> None:
    config = clients.cloudfront.get_distribution_config(Id=distribution)["DistributionConfig"]

    certificate = config["ViewerCertificate"]
    assert certificate["CloudFrontDefaultCertificate"]
    assert not {"ACMCertificateArn", "IAMCertificateId"} & certificate.keys()


def test_an_invalidation_is_in_progress_then_completed(clients: Clients, distribution: str) -> None:
    created = clients.cloudfront.create_invalidation(
        DistributionId=distribution, InvalidationBatch=batch("one", "/*")
    )["Invalidation"]
    clients.cloudfront.get_waiter("invalidation_completed").wait(
        DistributionId=distribution, Id=created["Id"], WaiterConfig={"Delay": 0.05}
    )
    done = clients.cloudfront.get_invalidation(DistributionId=distribution, Id=created["Id"])

    assert (created["Status"], done["Invalidation"]["Status"]) == ("InProgress", "Completed")


def test_asking_twice_with_one_reference_is_asking_once(
    clients: Clients, distribution: str
) -> None:
    where = {"DistributionId": distribution}
    create = clients.cloudfront.create_invalidation
    first = create(**where, InvalidationBatch=batch("one", "/a", "/b"))["Invalidation"]

    again = create(**where, InvalidationBatch=batch("one", "/b", "/a"))["Invalidation"]

    assert again["Id"] == first["Id"]
    listed = clients.cloudfront.list_invalidations(**where)["InvalidationList"]
    assert listed["Quantity"] == 1


def test_one_reference_for_other_paths_is_refused(clients: Clients, distribution: str) -> None:
    where = {"DistributionId": distribution}
    create = clients.cloudfront.create_invalidation
    create(**where, InvalidationBatch=batch("one", "/a"))

    refused = refusal(create, **where, InvalidationBatch=batch("one", "/b"))

    assert refused == ("InvalidationBatchAlreadyExists", 400)
