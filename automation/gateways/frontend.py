"""The site's files and their cache. I/O: S3 and CloudFront.

Source: S3 user guide, "Restoring previous versions" and "Working with delete markers";
CloudFront API reference, CreateInvalidation (CallerReference makes it idempotent).
"""

from typing import Any, Final

from automation.core.live import BucketReading, LiveObject
from automation.core.plan import DeleteObject, RestoreObject
from automation.gateways.aws import client

_POLL_SECONDS: Final = 2
_POLLS: Final = 600


class FrontendGateway:
    """One environment's bucket and distribution."""

    def __init__(self, bucket: str) -> None:
        self.bucket = bucket
        self._s3: Any = client("s3")
        self._cloudfront: Any = client("cloudfront")

    def read(self) -> BucketReading:
        """List the bucket once, all versions."""
        pages = self._s3.get_paginator("list_object_versions").paginate(Bucket=self.bucket)
        versions = [item for page in pages for item in page.get("Versions", ())]
        current = [item for item in versions if item["IsLatest"]]
        return BucketReading(
            objects={item["Key"]: _live_object(item) for item in current},
            versions=frozenset((item["Key"], item["VersionId"]) for item in versions),
        )

    def restore(self, step: RestoreObject) -> None:
        """Copy the wanted version over the current one, with its metadata."""
        self._s3.copy_object(
            Bucket=self.bucket,
            Key=step.object_key,
            CopySource={
                "Bucket": self.bucket,
                "Key": step.object_key,
                "VersionId": step.version_id,
            },
            MetadataDirective="COPY",
        )

    def delete(self, step: DeleteObject) -> None:
        """Put a delete marker over a file; its versions stay."""
        self._s3.delete_object(Bucket=self.bucket, Key=step.object_key)

    def invalidate(self, distribution_id: str, caller_reference: str) -> str:
        """Ask the distribution to forget everything; the same reference asks once only."""
        answer = self._cloudfront.create_invalidation(
            DistributionId=distribution_id,
            InvalidationBatch={
                "Paths": {"Quantity": 1, "Items": ["/*"]},
                "CallerReference": caller_reference,
            },
        )
        return str(answer["Invalidation"]["Id"])

    def wait_for_invalidation(self, distribution_id: str, invalidation_id: str) -> None:
        """Wait until the invalidation is completed, up to 20 minutes.

        Raises:
            botocore.exceptions.WaiterError: it takes longer.
        """
        self._cloudfront.get_waiter("invalidation_completed").wait(
            DistributionId=distribution_id,
            Id=invalidation_id,
            WaiterConfig={"Delay": _POLL_SECONDS, "MaxAttempts": _POLLS},
        )


def _live_object(item: dict[str, Any]) -> LiveObject:
    return LiveObject(
        key=item["Key"],
        version_id=item["VersionId"],
        etag=item["ETag"].strip('"'),
        size=item["Size"],
    )
