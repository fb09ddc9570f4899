"""The audit chain against S3 and DynamoDB: one order for all writers, and nothing goes unseen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from automation.core import names
from automation.core.audit import AuditRecord, Facts, chain, from_json, key_of, to_json
from automation.core.audit_faults import Anchor
from automation.core.errors import BusyError
from automation.gateways.audit import AuditGateway
from automation.gateways.audit_chain import AuditChain
from automation.gateways.ledger import LEASE_TIME, LedgerGateway
from automation.gateways.ledger_table import LedgerTable
from automation.runs.auditing import Reading, read_chain
from tests.builders import (
    APPROVER,
    COMMIT_A,
    NOW,
    OUTSIDER,
    REQUESTER,
    approval_request,
    entry,
    hold,
    run_record,
)
from tests.functional.sandbox.clients import Clients
from tests.unit.automation.fakes import FakeClock

pytestmark = pytest.mark.functional


class Audited:
    """An environment's ledger and audit, and hands that tamper with them."""

    def __init__(self, environment: str, bucket: str, clients: Clients) -> None:
        self.ledger = LedgerGateway(environment)
        self.gateway = AuditGateway(environment)
        self._environment = environment
        self._bucket = bucket
        self._table = names.ledger_table(environment)
        self._s3 = clients.s3
        self._dynamodb = clients.of("dynamodb")

    def read(self, *kept: Anchor) -> Reading:
        return read_chain(self.gateway, FakeClock(), kept)

    def kinds(self, *kept: Anchor) -> set[tuple[str, int]]:
        """Kind and first record of each fault."""
        return {(fault.kind, fault.first) for fault in self.read(*kept).faults}

    def actions(self) -> list[str]:
        return [record.action for record in self.read().records]

    def write(self, count: int) -> None:
        """Some records."""
        for number in range(count):
            self.chain().record(facts(f"event {number}"))

    def chain(self) -> AuditChain:
        """The chain of another process."""
        return AuditChain(self._environment, LedgerTable(self._table))

    def head(self) -> AuditRecord:
        head = self.gateway.head()
        assert head is not None
        return head

    def overwrite(self, sequence: int, text: str) -> None:
        self._s3.put_object(Bucket=self._bucket, Key=key_of(sequence), Body=text.encode())

    def delete(self, sequence: int) -> None:
        self._s3.delete_object(Bucket=self._bucket, Key=key_of(sequence))

    def text(self, sequence: int) -> str:
        answer = self._s3.get_object(Bucket=self._bucket, Key=key_of(sequence))
        return str(answer["Body"].read().decode())

    def delete_versions(self, sequence: int, **bypass: bool) -> None:
        """As nobody can on AWS while the lock lasts."""
        listed = self._s3.list_object_versions(Bucket=self._bucket, Prefix=key_of(sequence))
        for item in listed["Versions"]:
            self._s3.delete_object(
                Bucket=self._bucket, Key=item["Key"], VersionId=item["VersionId"], **bypass
            )

    def set_head(self, record: AuditRecord) -> None:
        item = {
            "pk": {"S": "AUDIT"},
            "sk": {"S": "HEAD"},
            "hash": {"S": record.hash},
            "document": {"S": record.model_dump_json()},
        }
        self._dynamodb.put_item(TableName=self._table, Item=item)

    def remove_head(self) -> None:
        key = {"pk": {"S": "AUDIT"}, "sk": {"S": "HEAD"}}
        self._dynamodb.delete_item(TableName=self._table, Key=key)


def facts(subject: str = "something") -> Facts:
    return Facts(
        environment="prod", action="test", actor=REQUESTER, subject=subject, reason="a test"
    )


@pytest.fixture
def audited(
    environment: str, audit_bucket: str, clients: Clients, ledger: LedgerGateway
) -> Audited:
    return Audited(environment, audit_bucket, clients)


def test_where_nothing_happened_there_is_nothing_to_find(audited: Audited) -> None:
    assert audited.read() == Reading((), None, ())


def test_where_nothing_was_deployed_there_is_nothing_to_find(environment: str) -> None:
    assert read_chain(AuditGateway(environment), FakeClock()) == Reading((), None, ())


def test_each_decision_of_the_ledger_is_a_record_by_who_made_it(audited: Audited) -> None:
    ledger = audited.ledger
    lease = ledger.acquire_lease("run-1", REQUESTER, "rollback", NOW)
    request = approval_request()
    approved = request.model_copy(
        update={"status": "approved", "approver": APPROVER, "approved_at": NOW}
    )
    ledger.request_approval(request)
    ledger.sign(approved)
    ledger.write_run(run_record("run-1"), lease)
    ledger.write_hold(hold("run-1"), lease)
    ledger.write_health(COMMIT_A, "healthy", lease)
    ledger.lift_hold("run-1", lease, "all is well")

    records = audited.read().records

    assert [(record.action, record.actor) for record in records] == [
        ("approval-requested", REQUESTER),
        ("approval-approved", APPROVER),
        ("run-started", REQUESTER),
        ("hold-set", REQUESTER),
        ("release-judged", REQUESTER),
        ("hold-lifted", REQUESTER),
    ]
    assert records[4].before == {"health": "unknown"}
    assert records[4].after == {"health": "healthy"}
    assert audited.read().faults == ()


def test_a_lease_taken_over_from_a_dead_owner_is_a_record_and_a_released_one_is_not(
    audited: Audited,
) -> None:
    ledger = audited.ledger
    ledger.release_lease(ledger.acquire_lease("run-1", REQUESTER, "rollback", NOW), NOW)
    ledger.acquire_lease("run-2", REQUESTER, "another", NOW)
    assert audited.actions() == []

    ledger.acquire_lease("run-3", OUTSIDER, "a third", NOW + LEASE_TIME)

    (record,) = audited.read().records
    assert (record.action, record.actor) == ("lease-taken-over", OUTSIDER)
    assert (record.before["run"], record.after["run"]) == ("run-2", "run-3")


def test_what_the_ledger_refuses_is_no_record(audited: Audited) -> None:
    ledger = audited.ledger
    lost = ledger.acquire_lease("run-1", REQUESTER, "rollback", NOW)
    ledger.acquire_lease("run-2", OUTSIDER, "heir", NOW + LEASE_TIME)

    with pytest.raises(BusyError):
        ledger.write_hold(hold("run-1"), lost)

    assert audited.actions() == ["lease-taken-over"]
    assert ledger.read_hold() is None


def test_a_line_of_the_journal_that_changes_nothing_is_no_record(audited: Audited) -> None:
    lease = audited.ledger.acquire_lease("run-1", REQUESTER, "rollback", NOW)

    audited.ledger.append("run-1", entry(1, "started"), lease)
    audited.ledger.append("run-1", entry(2, "done"), lease)

    assert audited.actions() == []
    assert len(audited.ledger.journal("run-1")) == 2


def test_twenty_writers_at_once_make_one_chain(audited: Audited) -> None:
    def write(number: int) -> None:
        chain = audited.chain()
        for turn in range(3):
            assert chain.record(facts(f"writer {number}, turn {turn}")) == frozenset()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(write, range(20)))

    reading = audited.read()
    assert reading.faults == ()
    assert {record.subject for record in reading.records} == {
        f"writer {number}, turn {turn}" for number in range(20) for turn in range(3)
    }
    assert len(reading.records) == 60


def test_what_a_dead_writer_left_in_the_ledger_is_written_out_by_the_next(
    audited: Audited,
) -> None:
    audited.write(2)
    left = chain(audited.head(), facts("left behind"), event="dead", at=NOW)
    audited.set_head(left)
    assert audited.kinds() == {("not written out", 3)}

    audited.write(1)

    assert audited.read().faults == ()
    assert audited.text(3) == to_json(left)
    assert audited.head().sequence == 4


def test_what_a_dead_writer_left_can_be_written_out_by_itself(audited: Audited) -> None:
    audited.write(1)
    audited.set_head(chain(audited.head(), facts("left behind"), event="dead", at=NOW))

    audited.ledger.write_out_audit()

    assert audited.read().faults == ()


def test_an_object_in_the_next_records_place_stops_nobody_and_is_found(audited: Audited) -> None:
    audited.write(1)
    audited.overwrite(2, "in the way")

    audited.write(2)

    assert audited.head().sequence == 3
    assert ("written over", 2) in audited.kinds()
    assert from_json(audited.text(2)).subject == "event 0"


def test_an_overwritten_record_is_found(audited: Audited) -> None:
    audited.write(3)
    forged = from_json(audited.text(2)).model_copy(update={"reason": "another"})

    audited.overwrite(2, to_json(forged))

    assert audited.kinds() == {("written over", 2)}


def test_a_record_under_a_delete_marker_is_found_and_still_read(audited: Audited) -> None:
    audited.write(3)

    audited.delete(2)

    assert audited.kinds() == {("deleted", 2)}
    assert len(audited.read().records) == 3


def test_the_lock_keeps_versions_from_being_deleted(audited: Audited) -> None:
    audited.write(1)

    with pytest.raises(ClientError, match="AccessDenied"):
        audited.delete_versions(1)

    assert audited.read().faults == ()


def test_a_chain_that_was_cut_off_is_found_by_the_ledger(audited: Audited) -> None:
    audited.write(3)
    ahead = chain(audited.head(), facts(), event="4", at=NOW)
    audited.set_head(chain(ahead, facts(), event="5", at=NOW + timedelta(seconds=1)))

    assert audited.kinds() == {("truncated", 4)}


def test_a_head_that_was_set_back_is_found(audited: Audited) -> None:
    audited.write(2)
    older = audited.head()
    audited.write(1)

    audited.set_head(older)

    assert audited.kinds() == {("older head", 3)}


def test_a_head_that_was_removed_is_found(audited: Audited) -> None:
    audited.write(2)

    audited.remove_head()

    assert audited.kinds() == {("no head", 1)}


@pytest.mark.parametrize("loss", ["set back", "removed"])
def test_a_ledger_restored_from_a_backup_catches_up_and_the_audit_says_so(
    loss: str, audited: Audited
) -> None:
    audited.write(1)
    older = audited.head()
    audited.write(2)
    if loss == "removed":
        audited.remove_head()
    else:
        audited.set_head(older)

    audited.write(1)

    reading = audited.read()
    assert reading.faults == ()
    assert [record.action for record in reading.records] == [
        *["test"] * 3,
        "head-caught-up",
        "test",
    ]
    assert reading.records[3].after == {"newest record": "3"}


def test_a_head_of_another_chain_is_found(audited: Audited) -> None:
    audited.write(2)
    first = from_json(audited.text(1))

    audited.set_head(chain(first, facts("never written"), event="other", at=NOW))

    assert audited.kinds() == {("forked", 2)}


def test_a_record_that_was_written_down_must_still_be_there(audited: Audited) -> None:
    audited.write(2)
    head = audited.head()
    audited.write(1)

    assert audited.kinds(Anchor(head.sequence, head.hash)) == set()
    assert audited.kinds(Anchor(2, "f" * 64)) == {("forked", 2)}
    assert audited.kinds(Anchor(9, "f" * 64)) == {("truncated", 4)}
