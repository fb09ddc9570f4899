"""The audit chain: one record per decision and mutation, each bound to the one before. Pure.

A record's hash covers everything in it, the hash of its predecessor among the rest. So no record
can be altered, moved or left out without all later ones being wrong; and the newest one is known
to the ledger as well, so the chain's end can't be cut off either (ADR 16).
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

from pydantic import Field

from automation.core.release import Document

FORMAT: Final = "clinical-trial/audit/1"
# What the first record follows.
BEGINNING: Final = "0" * 64
# What the keys of all records begin with.
CHAIN: Final = "chain/"
# A key sorts as its number does, for as many records as an environment will ever have.
_DIGITS: Final = 12


class Facts(Document):
    """What happened.

    Attributes:
        action: what kind of thing, `hold-set`, `approval-approved`, `step-done`.
        actor: caller ARN as STS gave it, of who did it.
        subject: what was done, or to what, in words.
        before: how it was, by name; empty where there was nothing.
        after: how it is from then on.
        digest: of what was decided or done, where a digest stands for it.
    """

    environment: str
    action: str
    actor: str
    subject: str
    reason: str
    run_id: str | None = None
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    digest: str | None = None


class AuditRecord(Facts):
    """Facts in their place in the chain.

    Attributes:
        event: tells two events apart that are alike in everything else.
        at: when it was written, UTC.
        sequence: 1 for the first record; no number is left out.
        previous: hash of the record before.
    """

    format: Literal["clinical-trial/audit/1"] = FORMAT
    event: str
    at: datetime
    sequence: int = Field(ge=1)
    previous: str = Field(pattern=r"^[0-9a-f]{64}$")
    hash: str

    @property
    def is_intact(self) -> bool:
        """Whether the hash covers what the record says."""
        return self.hash == _hash(self.model_dump(mode="json"))

    def follows(self, previous: "AuditRecord | None") -> bool:
        """Whether this is the next record after another one, or the first one."""
        if previous is None:
            return (self.sequence, self.previous) == (1, BEGINNING)
        return (self.sequence, self.previous) == (previous.sequence + 1, previous.hash)


def chain(previous: AuditRecord | None, facts: Facts, *, event: str, at: datetime) -> AuditRecord:
    """The record of some facts, as the next one of a chain.

    Args:
        previous: the newest record; None for the first one of all.
        facts: what happened.
        event: differs for every event.
        at: when, with time zone.
    """
    record = AuditRecord(
        **dict(facts),
        event=event,
        at=at,
        sequence=previous.sequence + 1 if previous else 1,
        previous=previous.hash if previous else BEGINNING,
        hash="",
    )
    return record.model_copy(update={"hash": _hash(record.model_dump(mode="json"))})


def to_json(record: AuditRecord) -> str:
    """The record's one text: sorted keys, no spaces, ASCII."""
    return _canonical(record.model_dump(mode="json"))


def from_json(text: str) -> AuditRecord:
    """Read a record.

    Raises:
        ValueError: the text is not exactly that of a record of this format.
    """
    record = AuditRecord.model_validate_json(text)
    if to_json(record) != text:
        raise ValueError("the text is not the record's own")
    return record


def key_of(sequence: int) -> str:
    """Where the bucket keeps a record."""
    return f"{CHAIN}{sequence:0{_DIGITS}}.json"


def sequence_of(key: str) -> int | None:
    """The number of the record that a key is for; None for any other key."""
    number = key.removeprefix(CHAIN).removesuffix(".json")
    return int(number) if number.isdecimal() and key_of(int(number)) == key else None


def _hash(document: Mapping[str, object]) -> str:
    covered = {name: value for name, value in document.items() if name != "hash"}
    return hashlib.sha256(_canonical(covered).encode()).hexdigest()


def _canonical(document: Mapping[str, object]) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"))
