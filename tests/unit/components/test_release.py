from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws

from automation.core.contacts import Contacts
from automation.core.release import Override, Release, SchemaRange, from_json
from components.function import Function, FunctionArgs
from components.release import ReleaseArgs, ReleaseRecord
from components.site import SiteFile
from tests.builders import notification_settings
from tests.unit.components.recording import Program
from tests.unit.components.values import CONTACTS

COMMIT = "c" * 40
DEPLOYER = "arn:aws:iam::123456789012:user/requester"
FIRST = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def function() -> Function:
    return Function(
        "fn",
        FunctionArgs(
            service="api",
            environment="prod",
            subnet_ids=[],
            security_group_id="sg",
            memory=256,
            timeout=15,
            reserved_concurrency=-1,
            log_retention_days=14,
            variables={},
            statements=[],
        ),
    )


def declared(program: Program, **changes: Any) -> Release:
    def declare() -> None:
        args: dict[str, Any] = {
            "commit": COMMIT,
            "dirty": False,
            "environment": "prod",
            "settings_digest": "d" * 64,
            "roles": {"team-lead": (DEPLOYER,)},
            "decision_matrix": {"performance": Override(limit_seconds=120)},
            "contacts": Contacts.model_validate(CONTACTS),
            "rollback_window_days": 90,
            "notifications": notification_settings(),
            "automatic_rollback": "bake",
            "bake_minutes": 15,
            "protected_branch": "main",
            "functions": {"api": function()},
            "files": (SiteFile("index.html", b"<html>", Path("frontend/index.html")),),
            "objects": {"index.html": aws.s3.BucketObjectv2("page", bucket="b", key="index.html")},
            "bucket": "clinical-trial-releases-prod",
            "frontend_bucket": "clinical-trial-frontend-prod",
            "distribution_id": "D1",
            "cluster_id": "clinical-trial-prod",
            "db_schema": SchemaRange(head=3, oldest=2, newest=3, needs_code_of=1),
            "site_url": pulumi.Output.from_input("https://d1.cloudfront.test"),
            "rest_api_id": "api1",
            "web_acl_id": "acl1",
            "earlier": None,
            "deployed_by": DEPLOYER,
            "now": FIRST,
            **changes,
        }
        ReleaseRecord("release", ReleaseArgs(**args))

    program.run(declare)
    return from_json(program.one("BucketObjectv2", "release-record").inputs["content"])


def test_names_the_versions_of_everything_that_was_deployed(program: Program) -> None:
    release = declared(program)
    assert (release.commit, release.environment, release.stack) == (COMMIT, "prod", "dev")
    (function_release,) = release.functions
    assert function_release.function_name == "clinical-trial-api-prod"
    assert function_release.version == "7"
    assert function_release.code_sha256 == "sha-of-newest"
    (page,) = release.frontend.objects
    assert (page.key, page.version_id, page.etag, page.size) == ("index.html", "v1", "e1", 6)
    assert page.cache_control == "no-cache"


def test_names_who_may_approve_and_what_it_was_deployed_with(program: Program) -> None:
    release = declared(program)
    assert release.governance.roles == {"team-lead": (DEPLOYER,)}
    assert release.governance.matrix == {"performance": Override(limit_seconds=120)}
    assert release.governance.notifications == notification_settings()
    assert release.toolchain.pulumi == "3.259.0"
    assert release.toolchain.provider == "7.32.0"


def test_is_signed_by_the_deployer(program: Program) -> None:
    release = declared(program)
    assert (release.deployed_by, release.deployed_at) == (DEPLOYER, FIRST)


def test_keeps_the_earlier_signature_where_nothing_changed() -> None:
    earlier = declared(Program())
    again = declared(Program(), earlier=earlier, deployed_by="arn:somebody-else", now=LATER)
    assert again == earlier


def test_is_signed_anew_where_something_changed() -> None:
    earlier = declared(Program())
    again = declared(Program(), earlier=earlier, now=LATER, web_acl_id="acl2")
    assert again.deployed_at == LATER


def test_lies_under_its_commit_and_is_never_deleted(program: Program) -> None:
    declared(program)
    record = program.one("BucketObjectv2", "release-record")
    assert record.inputs["key"] == f"releases/{COMMIT}.json"
    assert record.inputs["bucket"] == "clinical-trial-releases-prod"
    assert record.retain_on_delete
    assert record.parent == "release"
