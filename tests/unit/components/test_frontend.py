import json
from pathlib import Path
from typing import Any

from components.frontend import Frontend, FrontendArgs
from components.site import SiteFile
from tests.unit.components.recording import Program

FILES = (
    SiteFile("assets/app.1.js", b"run()", Path("frontend/assets/app.js")),
    SiteFile("index.html", b"<html>", None),
)


def declared(program: Program, **changes: Any) -> Program:
    def declare() -> dict[str, Any]:
        args: dict[str, Any] = {
            "environment": "prod",
            "files": FILES,
            "api_domain": "api.test",
            "web_acl_arn": "arn:acl",
            "domain": None,
            "certificate_arn": None,
            "noncurrent_retention_days": 400,
            "keep": True,
            **changes,
        }
        frontend = Frontend("site", FrontendArgs(**args))
        return {"url": frontend.site_url, "manifest": frontend.manifest}

    return program.run(declare)


def distribution(program: Program, **changes: Any) -> dict[str, Any]:
    return declared(program, **changes).one("Distribution").inputs


def test_has_all_its_parts_as_children_named_after_it(program: Program) -> None:
    assert declared(program).children("site") == [
        "aws:cloudfront/distribution:Distribution site-distribution",
        "aws:cloudfront/originAccessControl:OriginAccessControl site-access",
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration site-lifecycle",
        "aws:s3/bucketObjectv2:BucketObjectv2 site-assets/app.1.js",
        "aws:s3/bucketObjectv2:BucketObjectv2 site-index.html",
        "aws:s3/bucketPolicy:BucketPolicy site-policy",
        "clinicaltrial:storage:PrivateBucket site-site",
    ]


def test_is_named_as_the_written_procedure_names_it(program: Program) -> None:
    assert declared(program).one("Bucket").inputs["bucket"] == "clinical-trial-frontend-prod"


def test_keeps_replaced_versions_for_the_rollback_window(program: Program) -> None:
    (rule,) = declared(program).one("BucketLifecycleConfiguration").inputs["rules"]
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 400}
    assert "expiration" not in rule


def test_never_deletes_an_object_since_the_provider_would_delete_its_versions(
    program: Program,
) -> None:
    assert all(made.retain_on_delete for made in declared(program).all("BucketObjectv2"))


def test_uploads_the_page_after_everything_that_it_refers_to(program: Program) -> None:
    declared(program)
    page = program.one("BucketObjectv2", "site-index.html")
    assert "site-assets/app.1.js" in page.depends_on
    asset = program.one("BucketObjectv2", "site-assets/app.1.js")
    assert "site-site-versioning" in asset.depends_on


def test_answers_the_version_of_every_file(program: Program) -> None:
    manifest = declared(program).outputs["manifest"]
    assert manifest == {"assets/app.1.js": "v1", "index.html": "v1"}


def test_lets_only_its_own_distribution_read(program: Program) -> None:
    statements = json.loads(declared(program).one("BucketPolicy").inputs["policy"])["Statement"]
    assert [one["Action"] for one in statements] == ["s3:GetObject", "s3:ListBucket"]
    for one in statements:
        assert one["Principal"] == {"Service": "cloudfront.amazonaws.com"}
        source = one["Condition"]["StringEquals"]["AWS:SourceArn"]
        assert source.endswith("site-distribution")


def test_serves_files_from_the_bucket_and_the_api_from_its_stage(program: Program) -> None:
    inputs = distribution(program)
    site, api = inputs["origins"]
    assert site["originAccessControlId"] == "site-access-id"
    assert (api["domainName"], api["originPath"]) == ("api.test", "/prod")
    assert inputs["defaultCacheBehavior"]["targetOriginId"] == site["originId"]
    (behavior,) = inputs["orderedCacheBehaviors"]
    assert (behavior["pathPattern"], behavior["targetOriginId"]) == ("/api/*", api["originId"])
    assert "POST" in behavior["allowedMethods"]


def test_stands_behind_the_firewall_and_sends_security_headers(program: Program) -> None:
    inputs = distribution(program)
    assert inputs["webAclId"] == "arn:acl"
    assert inputs["defaultCacheBehavior"]["responseHeadersPolicyId"]
    assert inputs["defaultCacheBehavior"]["viewerProtocolPolicy"] == "redirect-to-https"


def test_shows_the_page_for_a_path_that_is_no_file_but_keeps_the_firewalls_refusal(
    program: Program,
) -> None:
    (routing,) = distribution(program)["customErrorResponses"]
    assert routing["errorCode"] == 404
    assert (routing["responseCode"], routing["responsePagePath"]) == (200, "/index.html")


def test_uses_its_own_name_where_there_is_no_domain(program: Program) -> None:
    assert distribution(program)["viewerCertificate"] == {"cloudfrontDefaultCertificate": True}
    assert program.outputs["url"] == "https://d1.cloudfront.test"


def test_uses_the_domain_with_its_certificate(program: Program) -> None:
    inputs = distribution(program, domain="trial.example.org", certificate_arn="arn:certificate")
    assert inputs["aliases"] == ["trial.example.org"]
    assert inputs["viewerCertificate"]["acmCertificateArn"] == "arn:certificate"
    assert program.outputs["url"] == "https://trial.example.org"
