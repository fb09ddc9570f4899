"""A private bucket: versioned, encrypted, owned by the account, closed to the public."""

from dataclasses import dataclass
from typing import final

import pulumi
import pulumi_aws as aws

from components.retention import keeping_data


@dataclass(frozen=True)
class PrivateBucketArgs:
    """Name and keeping of a bucket. Without `keep`, deleting the bucket deletes its objects."""

    bucket: str
    keep: bool
    object_lock: bool = False


@final
class PrivateBucket(pulumi.ComponentResource):
    """The bucket and the settings that every bucket here has."""

    def __init__(
        self, name: str, args: PrivateBucketArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:storage:PrivateBucket", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.bucket = self._create_bucket(name, args)
        self.versioning = self._keep_versions(name, args)
        self._encrypt(name)
        self.closed = self._close(name)
        self._own(name)
        self.register_outputs({"bucket": self.name})

    @property
    def name(self) -> pulumi.Output[str]:
        """Physical name of the bucket."""
        return pulumi.Output.from_input(self.bucket.bucket)

    def _create_bucket(self, name: str, args: PrivateBucketArgs) -> aws.s3.Bucket:
        return aws.s3.Bucket(
            f"{name}-bucket",
            bucket=args.bucket,
            object_lock_enabled=args.object_lock,
            force_destroy=not args.keep,
            opts=keeping_data(self, args.keep),
        )

    def _keep_versions(self, name: str, args: PrivateBucketArgs) -> aws.s3.BucketVersioning:
        return aws.s3.BucketVersioning(
            f"{name}-versioning",
            bucket=self.name,
            versioning_configuration={"status": "Enabled"},
            opts=keeping_data(self, args.keep),
        )

    def _encrypt(self, name: str) -> None:
        aws.s3.BucketServerSideEncryptionConfiguration(
            f"{name}-encryption",
            bucket=self.name,
            rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}],
            opts=self._child,
        )

    def _close(self, name: str) -> aws.s3.BucketPublicAccessBlock:
        return aws.s3.BucketPublicAccessBlock(
            f"{name}-public-access",
            bucket=self.name,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self._child,
        )

    def _own(self, name: str) -> None:
        aws.s3.BucketOwnershipControls(
            f"{name}-ownership",
            bucket=self.name,
            rule={"object_ownership": "BucketOwnerEnforced"},
            opts=self._child,
        )
