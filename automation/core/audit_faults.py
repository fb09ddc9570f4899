"""What is wrong with a chain: found from what the bucket holds and what the ledger remembers. Pure.

The bucket keeps every version of every object. The oldest version of a record is the one that its
writer wrote, so it is the one that is judged; a second one, or a delete marker, is a fault itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from automation.core.audit import AuditRecord, from_json

Kind = Literal[
    "edited",  # a record is not what its writer wrote
    "written over",  # there are several versions of a record
    "deleted",  # a delete marker hides a record
    "missing",  # a number is left out
    "out of order",  # a record does not follow the one before
    "truncated",  # the chain ends before the record that the ledger knows
    "not written out",  # only the newest record is missing, and the ledger holds its text
    "forked",  # the ledger knows another record under this number
    "older head",  # the ledger knows a record that is not the newest
    "no head",  # the ledger knows of no record
]


@dataclass(frozen=True)
class Anchor:
    """A record's number and hash, kept where the chain is not: in the ledger, or by an auditor."""

    sequence: int
    hash: str


@dataclass(frozen=True)
class Stored:
    """What the bucket holds under a record's key.

    Attributes:
        texts: of its versions, the oldest first.
        is_hidden: whether there is a delete marker.
    """

    sequence: int
    texts: tuple[str, ...]
    is_hidden: bool = False


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        first: number of the first record concerned.
        last: of the last one.
    """

    kind: Kind
    first: int
    last: int
    detail: str = ""

    def __str__(self) -> str:
        where = f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"
        return f"record {where}: {self.kind}{': ' if self.detail else ''}{self.detail}"


def faults(
    stored: Sequence[Stored],
    head: AuditRecord | None,
    kept: Sequence[Anchor] = (),
    first: int = 1,
) -> tuple[Fault, ...]:
    """Everything that is wrong with a chain, in the order of its records; empty if nothing is.

    Args:
        stored: what the bucket holds.
        head: the newest record, as the ledger has it.
        kept: what somebody wrote down of the chain earlier.
        first: number of the record that the part of the chain begins with.
    """
    found = sorted(stored, key=lambda item: item.sequence)
    records = {item.sequence: _read(item) for item in found}
    each = (
        *(fault for item in found for fault in _own_faults(item, records[item.sequence])),
        *_gaps(tuple(records), first),
        *_broken_links(records),
        *_head_faults(records, head, first),
        *(fault for anchor in kept for fault in _anchor_faults(records, anchor)),
    )
    return tuple(sorted(set(each), key=lambda fault: (fault.first, fault.last, fault.kind)))


def written(stored: Sequence[Stored]) -> tuple[AuditRecord, ...]:
    """The records that can be read, as they were first written, in order."""
    read = (_read(item) for item in sorted(stored, key=lambda item: item.sequence))
    return tuple(record for record in read if record is not None)


def _read(item: Stored) -> AuditRecord | None:
    try:
        return from_json(item.texts[0]) if item.texts else None
    except ValueError:
        return None


def _own_faults(item: Stored, record: AuditRecord | None) -> Iterator[Fault]:
    number = item.sequence
    if item.is_hidden:
        yield Fault("deleted", number, number, "a delete marker was put over it")
    if len(item.texts) > 1:
        detail = f"there are {len(item.texts)} versions of it"
        yield Fault("written over", number, number, detail)
    if item.texts and record is None:
        yield Fault("edited", number, number, "it is not the text of a record")
    elif record is not None and not record.is_intact:
        yield Fault("edited", number, number, "its hash does not cover what it says")
    elif record is not None and record.sequence != number:
        yield Fault("out of order", number, number, f"it is record {record.sequence}")


def _gaps(numbers: Sequence[int], first: int) -> Iterator[Fault]:
    expected = first
    for number in numbers:
        if number > expected:
            yield Fault("missing", expected, number - 1)
        expected = number + 1


def _broken_links(records: dict[int, AuditRecord | None]) -> Iterator[Fault]:
    """A record that can't be read breaks no link: it is a fault already."""
    for number, record in records.items():
        before = records.get(number - 1)
        if record is None or (number > 1 and before is None):
            continue
        if not record.follows(before):
            yield Fault("out of order", number, number, "it does not follow the record before it")


def _head_faults(
    records: dict[int, AuditRecord | None], head: AuditRecord | None, first: int
) -> Iterator[Fault]:
    newest = max(records, default=first - 1)
    if head is None:
        if records:
            yield Fault("no head", first, newest, "the ledger knows of no record")
        return
    if not head.is_intact:
        yield Fault("edited", head.sequence, head.sequence, "the ledger's copy was altered")
    if head.sequence < newest:
        detail = f"the ledger was set back to record {head.sequence}"
        yield Fault("older head", head.sequence + 1, newest, detail)
    if head.sequence > newest:
        yield _missing_end(records.get(newest), newest, head)
    if _is_another(records, Anchor(head.sequence, head.hash)):
        yield Fault("forked", head.sequence, head.sequence, "the ledger knows another one")


def _missing_end(last: AuditRecord | None, newest: int, head: AuditRecord) -> Fault:
    if head.sequence == newest + 1 and head.follows(last):
        detail = "the ledger holds it, and the next writer writes it out"
        return Fault("not written out", head.sequence, head.sequence, detail)
    detail = f"the ledger knows records up to {head.sequence}"
    return Fault("truncated", newest + 1, head.sequence, detail)


def _anchor_faults(records: dict[int, AuditRecord | None], anchor: Anchor) -> Iterator[Fault]:
    newest = max(records, default=0)
    if anchor.sequence > newest:
        detail = f"record {anchor.sequence} was written down earlier"
        yield Fault("truncated", newest + 1, anchor.sequence, detail)
    elif _is_another(records, anchor):
        detail = "another one was written down earlier"
        yield Fault("forked", anchor.sequence, anchor.sequence, detail)


def _is_another(records: dict[int, AuditRecord | None], anchor: Anchor) -> bool:
    record = records.get(anchor.sequence)
    return record is not None and record.hash != anchor.hash
