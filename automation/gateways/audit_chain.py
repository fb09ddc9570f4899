"""Writing the audit chain: in one transaction with what it tells of, then into the locked bucket.

The newest record, whole, is an item of the ledger's table. It moves on in the same transaction as
the decision, so neither is there without the other; then its text is put into the bucket. A writer
that dies in between leaves a record that the next writer writes out before its own (ADR 16).

I/O: one DynamoDB table and one S3 bucket.
"""

import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final

from botocore.exceptions import ClientError

from automation.core import names, partitions
from automation.core.audit import AuditRecord, Facts, chain, from_json, key_of, to_json
from automation.core.errors import BusyError
from automation.gateways.aws import client, error_code
from automation.gateways.ledger_table import Item, LedgerTable

HEAD: Final = (partitions.AUDIT, "HEAD")
_ATTEMPTS: Final = 60
_PAUSE_SECONDS: Final = 0.02


class AuditChain:
    """One environment's chain, as its writers see it."""

    def __init__(self, environment: str, table: LedgerTable) -> None:
        self._environment = environment
        self._bucket = names.audit_bucket(environment)
        self._table = table
        self._turn = threading.Lock()
        # The newest record, as far as this process knows; it is in the bucket.
        self._newest: AuditRecord | None = None

    @cached_property
    def _s3(self) -> Any:
        """Made when it is first needed: most users of a ledger only read its hold."""
        return client("s3")

    def head(self) -> AuditRecord | None:
        """The newest record, as the ledger has it."""
        return self._table.read(*HEAD, AuditRecord)

    def write_out(self) -> None:
        """Put the newest record into the bucket, if it is not there."""
        with self._turn:
            self._newest_kept()

    def record(self, facts: Facts, *parts: Item) -> frozenset[int]:
        """Write to the ledger, and a record of it; both or neither.

        Args:
            facts: what the parts do.
            *parts: of a transaction, as `LedgerTable` makes them.

        Returns:
            Which parts' conditions do not hold; empty when all was done.

        Raises:
            BusyError: so many others write to the chain that it was not this one's turn.
        """
        return self.record_with(facts, lambda _: parts)

    def record_with(
        self, facts: Facts, parts_with: Callable[[AuditRecord], tuple[Item, ...]]
    ) -> frozenset[int]:
        """As `record`, where what is written names its own record.

        Args:
            facts: what the parts do.
            parts_with: the parts of the transaction, given the record that tells of them.
        """
        with self._turn:
            for attempt in range(_ATTEMPTS):
                newest = self._newest or self._caught_up(self._newest_kept(), facts)
                made = _next(newest, facts)
                parts = parts_with(made)
                refused = self._table.write(*parts, self._advance(newest, made))
                self._newest = None
                if not refused or self._is_recorded(made):
                    self._keep(made)
                    self._newest = made
                    return frozenset()
                if decided := refused - {len(parts)}:
                    return decided
                time.sleep(_PAUSE_SECONDS * secrets.randbelow(attempt + 1))
        raise BusyError(
            f"Others write to the audit of {self._environment} all the time. Nothing was changed.",
            f"python -m automation.audit show {self._environment}",
        )

    def _newest_kept(self) -> AuditRecord | None:
        """The newest record; in the bucket, whoever wrote it and however that ended."""
        head = self.head()
        if head is not None and self._text(head.sequence) != to_json(head):
            self._keep(head)
        return head

    def _caught_up(self, head: AuditRecord | None, facts: Facts) -> AuditRecord | None:
        """The newest record of the bucket, where the ledger was set back or restored from a backup:
        its later records stay in the chain, and one more says so."""
        last = self._last_after(head)
        if last is head or last is None:
            return head
        made = _next(last, _catching_up(head, last, facts))
        if self._table.write(self._advance(head, made)):
            return self._newest_kept()
        self._keep(made)
        return made

    def _last_after(self, record: AuditRecord | None) -> AuditRecord | None:
        while (follower := self._follower(record)) is not None:
            record = follower
        return record

    def _follower(self, record: AuditRecord | None) -> AuditRecord | None:
        """The record in the bucket that follows another one, if there is one that truly does."""
        text = self._text(record.sequence + 1 if record else 1)
        try:
            found = from_json(text) if text is not None else None
        except ValueError:
            return None
        return found if found and found.is_intact and found.follows(record) else None

    def _advance(self, newest: AuditRecord | None, made: AuditRecord) -> Item:
        if newest is None:
            return self._table.putting(*HEAD, made, only_new=True)
        return self._table.putting(*HEAD, made, hash=newest.hash)

    def _is_recorded(self, made: AuditRecord) -> bool:
        """Whether a refused record is in the chain after all: where the answer to a first attempt
        was lost, the client's second one is refused because of the first."""
        head = self.head()
        if head is None or head.sequence < made.sequence:
            return False
        return head == made or self._text(made.sequence) == to_json(made)

    def _keep(self, record: AuditRecord) -> None:
        """Put a record into the bucket. One that lies there already is either this one or a fault,
        over which the right one is put: the bucket keeps both, and `verify` tells."""
        if self._put_new(record) or self._text(record.sequence) == to_json(record):
            return
        self._put(record)

    def _put_new(self, record: AuditRecord) -> bool:
        """Put a record where there is none; False if there is one.

        Two writers may put the same record at once, and S3 then tells one to try again.
        Source: S3 user guide, "How to prevent object overwrites with conditional writes".
        """
        for _ in range(_ATTEMPTS):
            try:
                self._put(record, IfNoneMatch="*")
            except ClientError as error:
                if error_code(error) == "PreconditionFailed":
                    return False
                if error_code(error) != "ConditionalRequestConflict":
                    raise
                time.sleep(_PAUSE_SECONDS)
            else:
                return True
        return False

    def _put(self, record: AuditRecord, **condition: str) -> None:
        self._s3.put_object(
            Bucket=self._bucket,
            Key=key_of(record.sequence),
            Body=to_json(record).encode(),
            ContentType="application/json",
            **condition,
        )

    def _text(self, sequence: int) -> str | None:
        try:
            answer = self._s3.get_object(Bucket=self._bucket, Key=key_of(sequence))
        except ClientError as error:
            if error_code(error) == "NoSuchKey":
                return None
            raise
        return str(answer["Body"].read().decode())


def _next(newest: AuditRecord | None, facts: Facts) -> AuditRecord:
    return chain(newest, facts, event=secrets.token_hex(8), at=datetime.now(UTC))


def _catching_up(head: AuditRecord | None, last: AuditRecord, facts: Facts) -> Facts:
    return Facts(
        environment=facts.environment,
        action="head-caught-up",
        actor=facts.actor,
        subject="the ledger's head was behind the chain",
        reason="it was set back, or the ledger was restored from a backup",
        before={"newest record": str(head.sequence if head else 0)},
        after={"newest record": str(last.sequence)},
    )
