"""Where release records and the audit chain lie."""

from dataclasses import dataclass
from typing import final

import pulumi
import pulumi_aws as aws

from automation.core.names import audit_bucket, releases_bucket
from components.bucket import PrivateBucket, PrivateBucketArgs


@dataclass(frozen=True)
class RecordsArgs:
    """Whose records, and for how many days an audit record can't be deleted."""

    environment: str
    audit_retention_days: int
    keep: bool


@final
class Records(pulumi.ComponentResource):
    """The releases bucket, and the audit bucket under object lock."""

    def __init__(
        self, name: str, args: RecordsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:records:Records", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.releases = PrivateBucket(
            f"{name}-releases",
            PrivateBucketArgs(releases_bucket(args.environment), keep=args.keep),
            child,
        )
        self.audit = PrivateBucket(
            f"{name}-audit",
            PrivateBucketArgs(audit_bucket(args.environment), keep=args.keep, object_lock=True),
            child,
        )
        self._lock_audit(name, args)
        self.register_outputs({"releases": self.releases.name, "audit": self.audit.name})

    def _lock_audit(self, name: str, args: RecordsArgs) -> None:
        """Compliance mode can't be lifted by anyone; dev's can, so that dev can be destroyed."""
        aws.s3.BucketObjectLockConfiguration(
            f"{name}-audit-lock",
            bucket=self.audit.name,
            rule={
                "default_retention": {
                    "mode": "COMPLIANCE" if args.keep else "GOVERNANCE",
                    "days": args.audit_retention_days,
                }
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.audit.versioning]),
        )
