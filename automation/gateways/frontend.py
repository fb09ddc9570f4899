"""The site's files and their cache. I/O: S3 and CloudFront.

Source: S3 user guide, "Restoring previous versions", "Working with delete markers" and "Copying,
moving, and renaming objects" (one call copies up to 5 GB); CloudFront API reference,
CreateInvalidation (CallerReference makes it idempotent).
"""

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Final

from boto3.s3.transfer import TransferConfig

from automation.core.live import BucketReading, LiveObject
from automation.core.plan import DeleteObject, RestoreObject
from automation.core.release import FrontendObject, Metadata
from automation.gateways.aws import PARALLEL_CALLS, client

# From here on the uploaders of the provider and of the AWS CLI write in parts, so that the ETag is
# no digest of the contents any more.
LARGE_BYTES: Final = 5 * 1024**2
# Most that one CopyObject call copies.
COPY_LIMIT_BYTES: Final = 5 * 1024**3
_MARK: Final = "restored-version"
_KEPT: Final = (
    "CacheControl",
    "ContentDisposition",
    "ContentEncoding",
    "ContentLanguage",
    "ContentType",
    "Metadata",
)
_POLL_SECONDS: Final = 2
_POLLS: Final = 600


class FrontendGateway:
    """One environment's bucket and distribution."""

    def __init__(self, bucket: str, *, copy_limit: int = COPY_LIMIT_BYTES) -> None:
        """Args:
        bucket: the site's bucket.
        copy_limit: size in bytes from which a file is copied in parts.
        """
        self.bucket = bucket
        self._parts = TransferConfig(multipart_threshold=copy_limit)
        self._s3: Any = client("s3")
        self._cloudfront: Any = client("cloudfront")

    def read(self, wanted: Collection[FrontendObject]) -> BucketReading:
        """List the bucket once, and ask for the metadata of the few files that they decide about.

        Args:
            wanted: files as releases had them, whose existence matters and which may be current.
        """
        asked = {(item.key, item.version_id) for item in wanted}
        objects: dict[str, LiveObject] = {}
        found: set[tuple[str, str]] = set()
        for item in self._versions():
            if item["IsLatest"]:
                objects[item["Key"]] = _live_object(item)
            if (item["Key"], item["VersionId"]) in asked:
                found.add((item["Key"], item["VersionId"]))
        in_question = {
            item.key
            for item in wanted
            if (live := objects.get(item.key)) is not None and live.is_in_question(item)
        }
        return BucketReading(objects | self._asked(objects, in_question), frozenset(found))

    def restore(self, step: RestoreObject) -> None:
        """Copy the wanted version over the current one, with its metadata."""
        source = {"Bucket": self.bucket, "Key": step.object_key, "VersionId": step.version_id}
        if step.size >= LARGE_BYTES:
            self._restore_large(step, source)
            return
        self._s3.copy_object(
            Bucket=self.bucket, Key=step.object_key, CopySource=source, MetadataDirective="COPY"
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

    def _versions(self) -> Iterator[dict[str, Any]]:
        pages = self._s3.get_paginator("list_object_versions").paginate(Bucket=self.bucket)
        for page in pages:
            yield from page.get("Versions", ())

    def _restore_large(self, step: RestoreObject, source: dict[str, str]) -> None:
        """Copy in parts where one call can't, and mark the copy: its ETag will be another one."""
        head = self._s3.head_object(**source)
        kept = {name: head[name] for name in _KEPT if name in head}
        kept["Metadata"] = head.get("Metadata", {}) | {_MARK: step.version_id}
        self._s3.copy(
            source,
            self.bucket,
            step.object_key,
            ExtraArgs={**kept, "MetadataDirective": "REPLACE"},
            Config=self._parts,
        )

    def _asked(
        self, objects: dict[str, LiveObject], in_question: Collection[str]
    ) -> dict[str, LiveObject]:
        """The files in question and the large ones again, with metadata and marks."""
        chosen = [
            item for item in objects.values() if item.key in in_question or item.size >= LARGE_BYTES
        ]
        with ThreadPoolExecutor(PARALLEL_CALLS) as pool:
            return {item.key: item for item in pool.map(self._with_metadata, chosen)}

    def _with_metadata(self, item: LiveObject) -> LiveObject:
        head = self._s3.head_object(Bucket=self.bucket, Key=item.key, VersionId=item.version_id)
        return replace(
            item,
            restored_from=head.get("Metadata", {}).get(_MARK),
            metadata=Metadata(head.get("ContentType", ""), head.get("CacheControl", "")),
        )


def _live_object(item: dict[str, Any]) -> LiveObject:
    return LiveObject(
        key=item["Key"],
        version_id=item["VersionId"],
        etag=item["ETag"].strip('"'),
        size=item["Size"],
    )
