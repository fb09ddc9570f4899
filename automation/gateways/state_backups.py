"""States kept before others took their place: in the object-locked bucket or in a file.

I/O: S3, files.
"""

import base64
import hashlib
import os
from pathlib import Path
from typing import Any, Final

from botocore.exceptions import ClientError

from automation.core import names
from automation.core.errors import RefusedError, UnknownRefError
from automation.gateways.aws import client, error_code

PREFIX: Final = "state/"


class StateBackups:
    """One environment's backups of its state; each is written once."""

    def __init__(self, environment: str) -> None:
        self._environment = environment
        self._bucket = names.audit_bucket(environment)
        self._s3: Any = client("s3")

    def write(self, name: str, content: bytes) -> str:
        """Keep a state; gives its key. S3 checks that it received what was sent.

        Source: S3 user guide, "Checking object integrity".
        """
        key = f"{PREFIX}{name}"
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        self._s3.put_object(
            Bucket=self._bucket,
            Key=key,
            Body=content,
            ContentType="application/json",
            ChecksumAlgorithm="SHA256",
            ChecksumSHA256=digest,
            IfNoneMatch="*",
        )
        return key

    def read(self, key: str) -> bytes:
        """A state that was kept.

        Raises:
            UnknownRefError: there is no such backup.
        """
        try:
            return bytes(self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read())
        except ClientError as error:
            if error_code(error) != "NoSuchKey":
                raise
            raise UnknownRefError(
                f"There is no backup {key} of {self._environment}. Nothing was changed.",
                f"aws s3 ls s3://{self._bucket}/{PREFIX}",
            ) from error


class FileBackups:
    """A backup in a file that only its owner can read."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def write(self, name: str, content: bytes) -> str:
        """Write a new file.

        Raises:
            RefusedError: it is there already.
        """
        del name
        try:
            descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise RefusedError(f"{self._file} exists already; it was left alone.") from error
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
        return str(self._file)

    def read(self, key: str) -> bytes:
        """A state that was kept in a file.

        Raises:
            UnknownRefError: there is no such file.
        """
        try:
            return Path(key).read_bytes()
        except FileNotFoundError as error:
            raise UnknownRefError(f"There is no file {key}. Nothing was changed.") from error
