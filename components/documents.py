"""Where the files of a trial lie: a private versioned bucket, each site's files below its code."""

from dataclasses import dataclass
from typing import Final, final

import pulumi
import pulumi_aws as aws

from automation.core.names import VERIFICATION_SITE, documents_bucket
from components.bucket import PrivateBucket, PrivateBucketArgs
from components.grant import Grant

_CHECKS_DAYS: Final = 30


@dataclass(frozen=True)
class DocumentsArgs:
    """Whose files, and whether they are protected."""

    environment: str
    keep: bool


@final
class Documents(pulumi.ComponentResource):
    """The bucket. Only what the platform's own checks upload ever expires."""

    def __init__(
        self, name: str, args: DocumentsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:documents:Documents", name, None, opts)
        self.storage = PrivateBucket(
            f"{name}-files",
            PrivateBucketArgs(documents_bucket(args.environment), keep=args.keep),
            pulumi.ResourceOptions(parent=self),
        )
        self._expire_checks(name)
        self.register_outputs({"bucket": self.storage.name})

    @property
    def grant(self) -> Grant:
        """What the service `files` needs: to add and to read, never to delete."""
        return Grant(
            variables={"DOCUMENTS_BUCKET": self.storage.name},
            statements=[
                {
                    "Effect": "Allow",
                    "Action": ["s3:GetObjectVersion", "s3:PutObject"],
                    "Resource": pulumi.Output.concat(self.storage.bucket.arn, "/*"),
                }
            ],
        )

    def _expire_checks(self, name: str) -> None:
        aws.s3.BucketLifecycleConfiguration(
            f"{name}-lifecycle",
            bucket=self.storage.name,
            rules=[
                {
                    "id": "files-of-the-checks",
                    "status": "Enabled",
                    "filter": {"prefix": f"{VERIFICATION_SITE}/"},
                    "expiration": {"days": _CHECKS_DAYS},
                    "noncurrent_version_expiration": {"noncurrent_days": _CHECKS_DAYS},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
                }
            ],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.storage.versioning]),
        )
