"""Release records in their bucket. I/O: S3, read only; the Pulumi program alone writes them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import ClientError

from automation.core import names
from automation.core.release import Release, from_json
from automation.gateways.aws import PARALLEL_CALLS, client, error_code


class ReleasesGateway:
    """The releases of one environment."""

    def __init__(self, environment: str) -> None:
        self.bucket = names.releases_bucket(environment)
        self._s3: Any = client("s3")

    def read(self, commit: str) -> Release | None:
        """The record of a commit; None if it was never a release, or nothing was deployed yet."""
        try:
            answer = self._s3.get_object(Bucket=self.bucket, Key=names.release_key(commit))
        except ClientError as error:
            if error_code(error) in {"NoSuchKey", "NoSuchBucket", "404"}:
                return None
            raise
        return from_json(answer["Body"].read().decode())

    def commits(self) -> tuple[str, ...]:
        """Commits of all releases, the newest record first; empty if nothing was deployed yet."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix="releases/"
        )
        try:
            found = [item for page in pages for item in page.get("Contents", ())]
        except ClientError as error:
            if error_code(error) == "NoSuchBucket":
                return ()
            raise
        found.sort(key=lambda item: item["LastModified"], reverse=True)
        return tuple(item["Key"].removeprefix("releases/").removesuffix(".json") for item in found)

    def newest(self, limit: int) -> tuple[Release, ...]:
        """The newest records, newest first.

        Args:
            limit: how many at most.
        """
        with ThreadPoolExecutor(PARALLEL_CALLS) as pool:
            read = pool.map(self.read, self.commits()[:limit])
            return tuple(release for release in read if release is not None)
