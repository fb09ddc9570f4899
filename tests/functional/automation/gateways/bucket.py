"""A versioned bucket as tests fill and read it."""

from typing import Any

from tests.functional.sandbox.clients import Clients


class Bucket:
    """Creates the bucket."""

    def __init__(self, clients: Clients, name: str) -> None:
        self.name = name
        self._s3 = clients.s3
        self._s3.create_bucket(Bucket=name)
        self._s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})

    def put(self, key: str, body: str | bytes, **headers: Any) -> str:
        """Upload; gives the version id."""
        content = body.encode() if isinstance(body, str) else body
        answer = self._s3.put_object(Bucket=self.name, Key=key, Body=content, **headers)
        return str(answer["VersionId"])

    def delete(self, key: str) -> None:
        """Put a delete marker over a file."""
        self._s3.delete_object(Bucket=self.name, Key=key)

    def delete_version(self, key: str, version_id: str) -> None:
        """Remove one version for good."""
        self._s3.delete_object(Bucket=self.name, Key=key, VersionId=version_id)

    def get(self, key: str) -> Any:
        """The current file, as S3 answers."""
        return self._s3.get_object(Bucket=self.name, Key=key)

    def text(self, key: str) -> str:
        """Contents of the current file."""
        return str(self.get(key)["Body"].read().decode())

    def keys(self) -> set[str]:
        """Keys of the current files."""
        answer = self._s3.list_objects_v2(Bucket=self.name)
        return {item["Key"] for item in answer.get("Contents", ())}
