"""Evidence in the object-locked bucket: written once, found again by version. I/O: S3.

Source: S3 user guide, "Checking object integrity" and "How S3 Object Lock works": each version is
locked by itself, so one that is put over another leaves the first as it was.
"""

import base64
import hashlib
from typing import Any

from botocore.exceptions import ClientError

from automation.core import names
from automation.gateways.aws import client, error_code

_CHUNK = 1 << 20


class EvidenceStore:
    """One environment's evidence."""

    def __init__(self, environment: str) -> None:
        self._bucket = names.audit_bucket(environment)
        self._s3: Any = client("s3")

    def write(self, key: str, content: bytes) -> str:
        """Keep a piece; gives its version. S3 checks that it received what was sent."""
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        answer = self._s3.put_object(
            Bucket=self._bucket,
            Key=key,
            Body=content,
            ChecksumAlgorithm="SHA256",
            ChecksumSHA256=digest,
        )
        return str(answer["VersionId"])

    def sha256(self, key: str, version_id: str) -> str | None:
        """SHA-256 of a piece as it lies there now; None if that version is gone."""
        try:
            answer = self._s3.get_object(Bucket=self._bucket, Key=key, VersionId=version_id)
        except ClientError as error:
            if error_code(error) in {"NoSuchKey", "NoSuchVersion", "NoSuchBucket"}:
                return None
            raise
        digest = hashlib.sha256()
        for chunk in answer["Body"].iter_chunks(_CHUNK):
            digest.update(chunk)
        return digest.hexdigest()
