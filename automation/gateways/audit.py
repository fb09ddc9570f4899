"""Reading the audit chain, with every version of every record. I/O: S3 and DynamoDB, reads only."""

from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import ClientError

from automation.core import names
from automation.core.audit import CHAIN, AuditRecord, key_of, sequence_of
from automation.core.audit_faults import Stored
from automation.gateways.audit_chain import HEAD
from automation.gateways.aws import PARALLEL_CALLS, client, error_code
from automation.gateways.ledger_table import LedgerTable


class AuditGateway:
    """One environment's chain, as its readers see it."""

    def __init__(self, environment: str) -> None:
        self.bucket = names.audit_bucket(environment)
        self._table = LedgerTable(names.ledger_table(environment))
        self._s3: Any = client("s3")

    def head(self) -> AuditRecord | None:
        """The newest record, as the ledger has it."""
        return self._table.read(*HEAD, AuditRecord)

    def stored(self, first: int = 1) -> tuple[Stored, ...]:
        """What the bucket holds of the chain, deleted and overwritten records too.

        Args:
            first: number of the first record that is wanted.
        """
        versions: dict[int, list[str]] = defaultdict(list)
        hidden = set()
        for kind, item in self._items(first):
            sequence = sequence_of(item["Key"])
            if sequence is None or sequence < first:
                continue
            if kind == "DeleteMarkers":
                hidden.add(sequence)
            else:
                versions[sequence].append(item["VersionId"])
        numbers = sorted(versions.keys() | hidden)
        with ThreadPoolExecutor(PARALLEL_CALLS) as pool:
            texts = pool.map(lambda number: self._texts(number, versions.get(number, [])), numbers)
            return tuple(
                Stored(number, read, number in hidden)
                for number, read in zip(numbers, texts, strict=True)
            )

    def _items(self, first: int) -> Iterator[tuple[str, dict[str, Any]]]:
        """Versions and delete markers of each key, the oldest first."""
        after = {"KeyMarker": key_of(first - 1)} if first > 1 else {}
        pages = self._s3.get_paginator("list_object_versions").paginate(
            Bucket=self.bucket, Prefix=CHAIN, **after
        )
        try:
            found = [
                (kind, item)
                for page in pages
                for kind in ("Versions", "DeleteMarkers")
                for item in page.get(kind, ())
            ]
        except ClientError as error:
            if error_code(error) == "NoSuchBucket":
                return
            raise
        # S3 lists the newest version of a key first; times alone are of whole seconds.
        found.reverse()
        yield from sorted(found, key=lambda entry: entry[1]["LastModified"])

    def _texts(self, sequence: int, versions: list[str]) -> tuple[str, ...]:
        return tuple(self._text(key_of(sequence), version) for version in versions)

    def _text(self, key: str, version: str) -> str:
        answer = self._s3.get_object(Bucket=self.bucket, Key=key, VersionId=version)
        return str(answer["Body"].read().decode(errors="replace"))
