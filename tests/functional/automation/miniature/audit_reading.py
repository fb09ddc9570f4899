"""The audit chain as bucket and table show it, without the gateway. I/O: S3 and DynamoDB."""

from automation.core import names
from automation.core.audit import CHAIN, AuditRecord, key_of, sequence_of
from automation.core.audit_faults import Stored, faults, written
from automation.runs.auditing import Reading
from tests.functional.sandbox.clients import Clients


class AuditReading:
    """One environment's chain, which grows by each run; what is locked is not fetched twice."""

    def __init__(self, clients: Clients, environment: str) -> None:
        self._s3 = clients.s3
        self._dynamodb = clients.of("dynamodb")
        self._bucket = names.audit_bucket(environment)
        self._table = names.ledger_table(environment)
        self._known: dict[tuple[str, str], str] = {}
        self._sound: Stored | None = None

    def read(self) -> Reading:
        """The records, the head and what is wrong with them."""
        head, stored = self._head(), self._stored()
        return Reading(written(stored), head, faults(stored, head))

    def read_on(self) -> Reading:
        """The same from the newest record on up to which a reading has found nothing wrong.

        Who reads so after each of many runs reads the whole once in the end.
        """
        head = self._head()
        first = self._sound.sequence if self._sound else 1
        stored = (self._sound, *self._stored(after=first)) if self._sound else self._stored()
        found = faults(stored, head, first=first)
        if stored and not found:
            self._sound = max(stored, key=lambda each: each.sequence)
        return Reading(written(stored), head, found)

    def _head(self) -> AuditRecord | None:
        key = {"pk": {"S": "AUDIT"}, "sk": {"S": "HEAD"}}
        item = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        found = item.get("Item")
        return AuditRecord.model_validate_json(found["document"]["S"]) if found else None

    def _stored(self, after: int = 0) -> tuple[Stored, ...]:
        found: dict[int, list[str]] = {}
        beyond = {"KeyMarker": key_of(after)} if after else {}
        pages = self._s3.get_paginator("list_object_versions").paginate(
            Bucket=self._bucket, Prefix=CHAIN, **beyond
        )
        for page in pages:
            assert not page.get("DeleteMarkers")
            for item in page.get("Versions", ()):
                sequence = sequence_of(item["Key"])
                assert sequence is not None
                found.setdefault(sequence, []).append(self._text(item["Key"], item["VersionId"]))
        return tuple(Stored(number, tuple(texts)) for number, texts in found.items())

    def _text(self, key: str, version: str) -> str:
        if (key, version) not in self._known:
            answer = self._s3.get_object(Bucket=self._bucket, Key=key, VersionId=version)
            self._known[key, version] = answer["Body"].read().decode()
        return self._known[key, version]
