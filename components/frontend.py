"""The site: a private versioned bucket, its files, and the distribution that serves it.

How files are kept when a release drops or replaces them: docs/adr/0003.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import pulumi
import pulumi_aws as aws

from automation.core.names import PROJECT, frontend_bucket
from components.bucket import PrivateBucket, PrivateBucketArgs
from components.distribution import (
    api_behavior,
    api_origin,
    certificate,
    single_page_routing,
    site_behavior,
    site_origin,
)
from components.policy_documents import document
from components.site import INDEX, SiteFile


@dataclass(frozen=True)
class FrontendArgs:
    """Files, API and firewall of the site; domain and certificate come together or not at all."""

    environment: str
    files: Sequence[SiteFile]
    api_domain: pulumi.Input[str]
    web_acl_arn: pulumi.Input[str]
    domain: str | None
    certificate_arn: str | None
    noncurrent_retention_days: int
    keep: bool


@final
class Frontend(pulumi.ComponentResource):
    """Bucket, files and distribution of the site."""

    def __init__(
        self, name: str, args: FrontendArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:frontend:Frontend", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.storage = self._create_bucket(name, args)
        self.lifecycle = self._keep_versions(name, args)
        self.access = self._create_access(name, args)
        self.distribution = self._create_distribution(name, args)
        self.host = pulumi.Output.from_input(args.domain or self.distribution.domain_name)
        self.policy = self._let_distribution_read(name)
        self.objects = self._upload(name, args)
        self.register_outputs({"site_url": self.site_url, "bucket": self.storage.name})

    @property
    def manifest(self) -> pulumi.Output[dict[str, str]]:
        """Key of each file of this release -> version id in the bucket."""
        return pulumi.Output.all(
            **{key: uploaded.version_id for key, uploaded in self.objects.items()}
        )

    @property
    def site_url(self) -> pulumi.Output[str]:
        """Where users find the site."""
        return pulumi.Output.concat("https://", self.host)

    def _create_bucket(self, name: str, args: FrontendArgs) -> PrivateBucket:
        return PrivateBucket(
            f"{name}-site",
            PrivateBucketArgs(frontend_bucket(args.environment), keep=args.keep),
            self._child,
        )

    def _keep_versions(self, name: str, args: FrontendArgs) -> aws.s3.BucketLifecycleConfiguration:
        """Replaced versions are the way back: they outlive the rollback window."""
        return aws.s3.BucketLifecycleConfiguration(
            f"{name}-lifecycle",
            bucket=self.storage.name,
            rules=[
                {
                    "id": "replaced-versions",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "noncurrent_version_expiration": {
                        "noncurrent_days": args.noncurrent_retention_days
                    },
                    "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
                }
            ],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.storage.versioning]),
        )

    def _create_access(self, name: str, args: FrontendArgs) -> aws.cloudfront.OriginAccessControl:
        return aws.cloudfront.OriginAccessControl(
            f"{name}-access",
            name=f"{PROJECT}-{args.environment}",
            description=f"Distribution of {args.environment} reads its bucket",
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
            opts=self._child,
        )

    def _create_distribution(self, name: str, args: FrontendArgs) -> aws.cloudfront.Distribution:
        return aws.cloudfront.Distribution(
            f"{name}-distribution",
            comment=f"Clinical trial platform, {args.environment}",
            enabled=True,
            is_ipv6_enabled=True,
            http_version="http2and3",
            price_class="PriceClass_100",
            aliases=[args.domain] if args.domain else [],
            default_root_object=INDEX,
            origins=[
                site_origin(self.storage.bucket, self.access),
                api_origin(args.environment, args.api_domain),
            ],
            default_cache_behavior=site_behavior(),
            ordered_cache_behaviors=[api_behavior()],
            custom_error_responses=[single_page_routing()],
            restrictions={"geo_restriction": {"restriction_type": "none"}},
            viewer_certificate=certificate(args.certificate_arn),
            web_acl_id=args.web_acl_arn,
            opts=self._child,
        )

    def _let_distribution_read(self, name: str) -> aws.s3.BucketPolicy:
        """Listing is allowed so that a missing file is a 404: S3 answers 403 without it, which
        could not be told from the firewall's.

        Source: Amazon S3 API reference, GetObject, "Permissions".
        """
        bucket = self.storage.bucket.arn
        only_ours = {"StringEquals": {"AWS:SourceArn": self.distribution.arn}}
        cloudfront = {"Service": "cloudfront.amazonaws.com"}
        allow = {"Effect": "Allow", "Principal": cloudfront, "Condition": only_ours}
        statements = [
            {**allow, "Action": "s3:GetObject", "Resource": pulumi.Output.concat(bucket, "/*")},
            {**allow, "Action": "s3:ListBucket", "Resource": bucket},
        ]
        return aws.s3.BucketPolicy(
            f"{name}-policy",
            bucket=self.storage.name,
            policy=document(statements),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.storage.closed]),
        )

    def _upload(self, name: str, args: FrontendArgs) -> dict[str, aws.s3.BucketObjectv2]:
        """Everything that the page refers to first, the page last."""
        first = [file for file in args.files if file.key != INDEX]
        objects = {file.key: self._put(name, file, [self.storage.versioning]) for file in first}
        page = next(file for file in args.files if file.key == INDEX)
        return {**objects, INDEX: self._put(name, page, list(objects.values()))}

    def _put(
        self, name: str, file: SiteFile, after: Sequence[pulumi.Resource]
    ) -> aws.s3.BucketObjectv2:
        asset: pulumi.Asset = (
            pulumi.StringAsset(file.body.decode())
            if file.source is None
            else pulumi.FileAsset(file.source.as_posix())
        )
        return aws.s3.BucketObjectv2(
            f"{name}-{file.key}",
            bucket=self.storage.name,
            key=file.key,
            source=asset,
            content_type=file.content_type,
            cache_control=file.cache_control,
            # The provider's delete removes every version of the key, and with them the way back.
            opts=pulumi.ResourceOptions(parent=self, retain_on_delete=True, depends_on=list(after)),
        )
