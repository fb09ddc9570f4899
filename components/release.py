"""The release record: written last, so that only a deployment that succeeded is a release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any, final

import pulumi
import pulumi_aws as aws

from automation.core.contacts import Contacts
from automation.core.names import Environment, release_key
from automation.core.notification_settings import NotificationSettings
from automation.core.release import (
    AutomaticRollback,
    Frontend,
    FrontendObject,
    FunctionRelease,
    Governance,
    Override,
    Release,
    ReleaseFacts,
    SchemaRange,
    Toolchain,
    stamp,
    to_json,
)
from components.function import Function
from components.site import SiteFile


@dataclass(frozen=True)
class ReleaseArgs:
    """All that the record names, the record that the commit already has, and who deploys when."""

    commit: str
    dirty: bool
    environment: Environment
    settings_digest: str
    roles: Mapping[str, tuple[str, ...]]
    decision_matrix: Mapping[str, Override]
    notifications: NotificationSettings
    contacts: Contacts | None
    rollback_window_days: int
    automatic_rollback: AutomaticRollback
    bake_minutes: int
    protected_branch: str
    functions: Mapping[str, Function]
    files: Sequence[SiteFile]
    objects: Mapping[str, aws.s3.BucketObjectv2]
    bucket: pulumi.Input[str]
    frontend_bucket: pulumi.Input[str]
    distribution_id: pulumi.Input[str]
    cluster_id: pulumi.Input[str]
    db_schema: pulumi.Input[SchemaRange]
    site_url: pulumi.Input[str]
    rest_api_id: pulumi.Input[str]
    web_acl_id: pulumi.Input[str]
    earlier: Release | None
    deployed_by: str
    now: datetime


@final
class ReleaseRecord(pulumi.ComponentResource):
    """`releases/<commit>.json` in the releases bucket; a record is never taken away."""

    def __init__(
        self, name: str, args: ReleaseArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:release:ReleaseRecord", name, None, opts)
        self.record = self._write(name, args)
        self.register_outputs({"key": self.record.key})

    def _write(self, name: str, args: ReleaseArgs) -> aws.s3.BucketObjectv2:
        return aws.s3.BucketObjectv2(
            f"{name}-record",
            bucket=args.bucket,
            key=release_key(args.commit),
            content=_content(args),
            content_type="application/json",
            opts=pulumi.ResourceOptions(parent=self, retain_on_delete=True),
        )


def _content(args: ReleaseArgs) -> pulumi.Output[str]:
    """The record's text, once everything that it names is known."""
    return pulumi.Output.all(
        functions={service: _function(function) for service, function in args.functions.items()},
        objects={
            key: {"version_id": uploaded.version_id, "etag": uploaded.etag}
            for key, uploaded in args.objects.items()
        },
        frontend_bucket=args.frontend_bucket,
        distribution_id=args.distribution_id,
        cluster_id=args.cluster_id,
        db_schema=args.db_schema,
        site_url=args.site_url,
        rest_api_id=args.rest_api_id,
        web_acl_id=args.web_acl_id,
    ).apply(
        lambda live: to_json(stamp(_facts(args, live), args.earlier, args.deployed_by, args.now))
    )


def _function(function: Function) -> dict[str, pulumi.Input[str]]:
    return {
        "function_name": function.function.name,
        "version": function.alias.function_version,
        "code_sha256": function.code_sha256,
    }


def _facts(args: ReleaseArgs, live: Mapping[str, Any]) -> ReleaseFacts:
    return ReleaseFacts(
        commit=args.commit,
        dirty=args.dirty,
        environment=args.environment,
        project=pulumi.get_project(),
        stack=pulumi.get_stack(),
        settings_digest=args.settings_digest,
        functions=tuple(
            FunctionRelease(service=service, **function)
            for service, function in sorted(live["functions"].items())
        ),
        frontend=_frontend(args, live),
        database_cluster_id=live["cluster_id"],
        db_schema=live["db_schema"],
        toolchain=Toolchain(pulumi=version("pulumi"), provider=version("pulumi-aws")),
        governance=Governance(
            roles=dict(args.roles),
            protected_branch=args.protected_branch,
            matrix=dict(args.decision_matrix),
            rollback_window_days=args.rollback_window_days,
            notifications=args.notifications,
            automatic_rollback=args.automatic_rollback,
            bake_minutes=args.bake_minutes,
            contacts=args.contacts,
        ),
        site_url=live["site_url"],
        rest_api_id=live["rest_api_id"],
        web_acl_id=live["web_acl_id"],
    )


def _frontend(args: ReleaseArgs, live: Mapping[str, Any]) -> Frontend:
    return Frontend(
        bucket=live["frontend_bucket"],
        distribution_id=live["distribution_id"],
        objects=tuple(
            FrontendObject(
                key=file.key,
                version_id=live["objects"][file.key]["version_id"],
                etag=live["objects"][file.key]["etag"].strip('"'),
                size=len(file.body),
                content_type=file.content_type,
                cache_control=file.cache_control,
            )
            for file in args.files
        ),
    )
