"""Release records in their bucket. I/O: S3; the Pulumi program alone writes them.

Source: S3 user guide, "Working with delete markers": a hidden record's versions stay.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from automation.core import names
from automation.core.release import Release, from_json
from automation.core.release_list import Recorded
from automation.gateways.aws import PARALLEL_CALLS, client, error_code


class ReleasesGateway:
    """The releases of one environment."""

    def __init__(self, environment: str) -> None:
        self.bucket = names.releases_bucket(environment)
        self._s3: Any = client("s3")

    def read(self, commit: str) -> Release | None:
        """The record of a commit; None if it was never a release, or nothing was deployed yet.

        Raises:
            OtherVersionError: another version of this tool wrote it, in another format.
        """
        try:
            answer = self._s3.get_object(Bucket=self.bucket, Key=names.release_key(commit))
        except ClientError as error:
            if error_code(error) in {"NoSuchKey", "NoSuchBucket", "404"}:
                return None
            raise
        return from_json(answer["Body"].read().decode())

    def commits(self) -> tuple[str, ...]:
        """Commits of all releases, the newest record first; empty if nothing was deployed yet."""
        return tuple(commit for commit, _ in self._listed())

    def newest(self, limit: int) -> tuple[Release, ...]:
        """The newest records, newest first.

        Args:
            limit: how many at most.
        """
        with ThreadPoolExecutor(PARALLEL_CALLS) as pool:
            read = pool.map(self.read, self.commits()[:limit])
            return tuple(release for release in read if release is not None)

    def records(self, limit: int | None = None) -> tuple[Recorded, ...]:
        """The newest records with the times at which they were written, newest first.

        Args:
            limit: how many at most; None for all.
        """
        listed = self._listed()[:limit]
        with ThreadPoolExecutor(PARALLEL_CALLS) as pool:
            read = pool.map(self.read, [commit for commit, _ in listed])
            return tuple(
                Recorded(release, recorded_at)
                for release, (_, recorded_at) in zip(read, listed, strict=True)
                if release is not None
            )

    def hide(self, commit: str) -> None:
        """Put a delete marker over a record: it is no release any more, its versions stay."""
        self._s3.delete_object(Bucket=self.bucket, Key=names.release_key(commit))

    def _listed(self) -> list[tuple[str, datetime]]:
        """Commit and time of every record, the newest first; empty if nothing was deployed yet."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix="releases/"
        )
        try:
            found = [item for page in pages for item in page.get("Contents", ())]
        except ClientError as error:
            if error_code(error) == "NoSuchBucket":
                return []
            raise
        found.sort(key=lambda item: item["LastModified"], reverse=True)
        return [
            (item["Key"].removeprefix("releases/").removesuffix(".json"), item["LastModified"])
            for item in found
        ]
