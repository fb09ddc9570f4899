"""The bucket of documents, each site's below its own code. I/O: S3."""

import os
from typing import Any

import boto3
from botocore.config import Config

# A file of the largest size may take a while; still within the API's 29 seconds.
_CALL = Config(connect_timeout=2, read_timeout=15, retries={"total_max_attempts": 2})


class DocumentStore:
    """One environment's bucket."""

    def __init__(self) -> None:
        self._bucket = os.environ["DOCUMENTS_BUCKET"]
        self._s3: Any = boto3.client("s3", config=_CALL)

    def put(self, site: str, key: str, content: bytes, content_type: str) -> str:
        """Keep a file; gives the version that the bucket made of it."""
        stored = self._s3.put_object(
            Bucket=self._bucket, Key=f"{site}/{key}", Body=content, ContentType=content_type
        )
        return str(stored["VersionId"])

    def get(self, site: str, key: str, object_version: str) -> bytes:
        """A version's content."""
        read = self._s3.get_object(
            Bucket=self._bucket, Key=f"{site}/{key}", VersionId=object_version
        )
        return bytes(read["Body"].read())
