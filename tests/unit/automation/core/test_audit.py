"""Records of the audit chain, and every way in which a chain can be other than it was written."""

import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import pytest

from automation.core.audit import (
    BEGINNING,
    AuditRecord,
    Facts,
    chain,
    from_json,
    key_of,
    sequence_of,
    to_json,
)
from automation.core.audit_faults import Anchor, Fault, Stored, faults, written
from tests.builders import NOW, OUTSIDER, REQUESTER

MUTATIONS: Final = 10_000
LENGTH: Final = 24


def facts(number: int) -> Facts:
    return Facts(
        environment="prod",
        action="step-done",
        actor=REQUESTER,
        subject=f"step {number}",
        reason="the page is broken",
        run_id=f"prod-run-{number // 5}",
        before={"clinical-trial-api-prod": f"version {number}"},
        after={"clinical-trial-api-prod": f"version {number - 1}"},
    )


def chain_of(length: int, *, seed: str = "", after: AuditRecord | None = None) -> list[AuditRecord]:
    made: list[AuditRecord] = []
    for number in range(1, length + 1):
        previous = made[-1] if made else after
        at = NOW + timedelta(seconds=number)
        made.append(chain(previous, facts(number), event=f"{seed}{number}", at=at))
    return made


RECORDS: Final = chain_of(LENGTH)


@dataclass(frozen=True)
class Kept:
    """What bucket and ledger have of a chain."""

    stored: tuple[Stored, ...]
    head: AuditRecord | None

    def faults(self) -> tuple[Fault, ...]:
        return faults(self.stored, self.head)

    def kinds(self) -> set[tuple[str, int, int]]:
        return {(fault.kind, fault.first, fault.last) for fault in self.faults()}

    def with_text(self, sequence: int, *texts: str) -> "Kept":
        changed = (
            replace(item, texts=texts) if item.sequence == sequence else item
            for item in self.stored
        )
        return replace(self, stored=tuple(changed))

    def without(self, *sequences: int) -> "Kept":
        left = tuple(item for item in self.stored if item.sequence not in sequences)
        return replace(self, stored=left)


def kept(records: list[AuditRecord] | None = None) -> Kept:
    chosen = RECORDS if records is None else records
    stored = tuple(Stored(record.sequence, (to_json(record),)) for record in chosen)
    return Kept(stored, chosen[-1] if chosen else None)


def rehashed(record: AuditRecord, **changes: object) -> AuditRecord:
    """A forgery whose own hash is right."""
    forged = record.model_copy(update=changes)
    document = forged.model_dump(mode="json")
    covered = {name: value for name, value in document.items() if name != "hash"}
    text = json.dumps(covered, sort_keys=True, separators=(",", ":"))
    return forged.model_copy(update={"hash": hashlib.sha256(text.encode()).hexdigest()})


def test_a_chain_as_it_was_written_has_no_fault() -> None:
    assert kept().faults() == ()
    assert kept([]).faults() == ()
    assert list(written(kept().stored)) == RECORDS


def test_the_first_record_follows_nothing_and_each_other_one_its_predecessor() -> None:
    first, second, *_ = RECORDS

    assert (first.sequence, first.previous) == (1, BEGINNING)
    assert (second.sequence, second.previous) == (2, first.hash)


def test_the_hash_can_be_computed_without_this_code() -> None:
    document = json.loads(to_json(RECORDS[4]))
    claimed = document.pop("hash")

    text = json.dumps(document, sort_keys=True, separators=(",", ":"))

    assert hashlib.sha256(text.encode()).hexdigest() == claimed


def test_a_record_is_read_as_it_was_written_and_in_no_other_spelling() -> None:
    text = to_json(RECORDS[0])

    assert from_json(text) == RECORDS[0]
    with pytest.raises(ValueError, match="not the record's own"):
        from_json(json.dumps(json.loads(text)))


def test_keys_sort_as_their_numbers_do() -> None:
    numbers = [1, 9, 10, 99, 100, 123_456_789]

    assert sorted(map(key_of, reversed(numbers))) == [key_of(number) for number in numbers]
    assert [sequence_of(key_of(number)) for number in numbers] == numbers


@pytest.mark.parametrize("key", ["chain/1.json", "chain/x.json", "runs/000000000001.json", ""])
def test_other_keys_are_no_records(key: str) -> None:
    assert sequence_of(key) is None


def test_an_edited_record_is_named() -> None:
    forged = RECORDS[6].model_copy(update={"actor": OUTSIDER})

    assert kept().with_text(7, to_json(forged)).kinds() == {("edited", 7, 7)}


def test_an_edit_with_a_hash_of_its_own_breaks_the_next_link() -> None:
    forged = rehashed(RECORDS[6], actor=OUTSIDER)

    assert kept().with_text(7, to_json(forged)).kinds() == {("out of order", 8, 8)}


def test_an_edit_of_the_newest_record_is_known_to_the_ledger() -> None:
    forged = rehashed(RECORDS[-1], actor=OUTSIDER)

    found = kept().with_text(LENGTH, to_json(forged))

    assert found.kinds() == {("forked", LENGTH, LENGTH)}


def test_a_chain_written_anew_from_some_record_on_is_known_to_the_ledger() -> None:
    forged = [*RECORDS[:9], *chain_of(LENGTH - 9, seed="forged", after=RECORDS[8])]

    assert replace(kept(forged), head=RECORDS[-1]).kinds() == {("forked", LENGTH, LENGTH)}


def test_a_deleted_record_is_missing() -> None:
    assert kept().without(7, 8).kinds() == {("missing", 7, 8)}


def test_two_records_that_changed_places_are_both_named() -> None:
    swapped = kept().with_text(7, to_json(RECORDS[7])).with_text(8, to_json(RECORDS[6]))

    named = {(first, last) for _, first, last in swapped.kinds()}
    assert {(7, 7), (8, 8)} <= named


def test_a_chain_that_was_cut_off_is_truncated() -> None:
    found = kept().without(LENGTH - 1, LENGTH)

    assert found.kinds() == {("truncated", LENGTH - 1, LENGTH)}


def test_the_newest_record_alone_may_be_on_its_way_and_is_not_lost() -> None:
    assert kept().without(LENGTH).kinds() == {("not written out", LENGTH, LENGTH)}


def test_a_whole_chain_that_is_gone_is_truncated() -> None:
    assert Kept((), RECORDS[-1]).kinds() == {("truncated", 1, LENGTH)}


def test_an_older_head_is_named() -> None:
    assert replace(kept(), head=RECORDS[20]).kinds() == {("older head", 22, LENGTH)}


def test_a_head_whose_text_was_altered_is_named() -> None:
    forged = RECORDS[-1].model_copy(update={"actor": OUTSIDER})

    assert replace(kept(), head=forged).kinds() == {("edited", LENGTH, LENGTH)}


def test_a_later_version_of_a_record_is_a_fault_whatever_it_says() -> None:
    text = to_json(RECORDS[6])

    assert kept().with_text(7, text, text).kinds() == {("written over", 7, 7)}


def test_a_delete_marker_is_a_fault_although_nothing_is_lost() -> None:
    hidden = Kept((replace(kept().stored[0], is_hidden=True), *kept().stored[1:]), RECORDS[-1])

    assert hidden.kinds() == {("deleted", 1, 1)}


def test_both_ends_set_back_alike_are_found_by_what_was_written_down() -> None:
    older = kept(RECORDS[:10])
    noted = Anchor(12, RECORDS[11].hash)

    assert older.faults() == ()
    (fault,) = faults(older.stored, older.head, [noted])
    assert (fault.kind, fault.first, fault.last) == ("truncated", 11, 12)


Mutation = Callable[[random.Random, Kept], Kept]


def _edit(chance: random.Random, before: Kept) -> Kept:
    record = chance.choice(RECORDS)
    field = chance.choice(("actor", "reason", "subject", "run_id", "at", "before", "previous"))
    value: object = f"forged {chance.random()}"
    if field == "at":
        value = record.at + timedelta(microseconds=chance.randint(1, 10**9))
    elif field == "before":
        value = {"forged": str(chance.random())}
    elif field == "previous":
        value = f"{chance.getrandbits(256):064x}"
    make = chance.choice((rehashed, lambda kept, **changes: kept.model_copy(update=changes)))
    return before.with_text(record.sequence, to_json(make(record, **{field: value})))


def _garble(chance: random.Random, before: Kept) -> Kept:
    number = chance.randint(1, LENGTH)
    text = to_json(RECORDS[number - 1])
    at = chance.randrange(len(text))
    other = chance.choice([char for char in '0aZ{}":, ' if char != text[at]])
    return before.with_text(number, text[:at] + other + text[at + 1 :])


def _delete(chance: random.Random, before: Kept) -> Kept:
    return before.without(*chance.sample(range(1, LENGTH + 1), chance.randint(1, 5)))


def _reorder(chance: random.Random, before: Kept) -> Kept:
    first, second = chance.sample(range(1, LENGTH + 1), 2)
    moved = before.with_text(first, to_json(RECORDS[second - 1]))
    return moved.with_text(second, to_json(RECORDS[first - 1]))


def _truncate(chance: random.Random, before: Kept) -> Kept:
    return before.without(*range(chance.randint(1, LENGTH), LENGTH + 1))


def _replay_older_head(chance: random.Random, before: Kept) -> Kept:
    return replace(before, head=chance.choice([*RECORDS[:-1], None]))


def _truncate_and_forge(chance: random.Random, _: Kept) -> Kept:
    """Another end of the same length, each record of it right in itself."""
    at = chance.randint(0, LENGTH - 1)
    last = RECORDS[at - 1] if at else None
    forged = chain_of(LENGTH - at, seed=f"{chance.random()}", after=last)
    return replace(kept([*RECORDS[:at], *forged]), head=RECORDS[-1])


@pytest.mark.parametrize(
    "mutation",
    [_edit, _garble, _delete, _reorder, _truncate, _replay_older_head, _truncate_and_forge],
    ids=lambda mutation: mutation.__name__.strip("_"),
)
def test_each_of_many_random_mutations_is_found(mutation: Mutation) -> None:
    chance = random.Random(mutation.__name__)  # noqa: S311 - the same ones each time
    before = kept()

    for _ in range(MUTATIONS // 7 + 1):
        assert mutation(chance, before).faults() != ()


def test_the_fault_says_where_and_what() -> None:
    assert str(Fault("missing", 7, 8)) == "record 7 to 8: missing"
    assert str(Fault("edited", 7, 7, "it differs")) == "record 7: edited: it differs"
