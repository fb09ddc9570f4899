"""The engine's S3 backend (`s3://bucket/prefix?region=…`) as a store. I/O: S3."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from botocore.exceptions import ClientError

from automation.gateways.aws import client, error_code


class BucketStore:
    """Objects of a bucket, below a prefix."""

    def __init__(self, url: str) -> None:
        """Args:
        url: `s3://bucket`, with a prefix and a `region=` where there are any.
        """
        parts = urlsplit(url)
        region = parse_qs(parts.query).get("region", [None])[0]
        self._bucket = parts.netloc
        self._prefix = f"{parts.path.strip('/')}/".lstrip("/")
        self._s3: Any = client("s3", region)

    def keys(self, prefix: str) -> tuple[str, ...]:
        """Keys of the objects in a folder, by strongly consistent listing.

        Source: S3 user guide, "Amazon S3 data consistency model".
        """
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix + prefix
        )
        found = (item["Key"] for page in pages for item in page.get("Contents", ()))
        return tuple(key.removeprefix(self._prefix) for key in found)

    def read(self, key: str) -> bytes | None:
        """Contents; None where there is no such object any more."""
        try:
            answer = self._s3.get_object(Bucket=self._bucket, Key=self._prefix + key)
        except ClientError as error:
            if error_code(error) == "NoSuchKey":
                return None
            raise
        return bytes(answer["Body"].read())

    def remove(self, key: str) -> None:
        """Remove an object; in a versioned bucket its version stays."""
        self._s3.delete_object(Bucket=self._bucket, Key=self._prefix + key)
