"""The ledger's conditions against DynamoDB: one winner, no write by a run that lost its lease."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from automation.core import names
from automation.core.errors import ApprovalVoidError, BusyError, OtherVersionError
from automation.core.lease import Lease
from automation.core.release import Document, Verdict
from automation.gateways.ledger import LEASE_TIME, LedgerGateway
from tests.builders import (
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

pytestmark = pytest.mark.functional

LATER = NOW + LEASE_TIME


def acquire(ledger: LedgerGateway, run_id: str = "run-1") -> Lease:
    return ledger.acquire_lease(run_id, REQUESTER, "rollback", NOW)


def take_over(ledger: LedgerGateway) -> Lease:
    """Another run, after the first one's time is up."""
    return ledger.acquire_lease("run-2", OUTSIDER, "rollback of its own", LATER)


def succeeds(action: Callable[[], object]) -> bool:
    try:
        action()
    except (BusyError, ApprovalVoidError):
        return False
    return True


def test_nothing_is_held_where_there_is_no_table_yet(environment: str) -> None:
    assert LedgerGateway(environment).read_hold() is None


def test_nothing_is_known_in_an_empty_table(ledger: LedgerGateway) -> None:
    assert ledger.read_hold() is None
    assert ledger.read_lease() is None
    assert ledger.runs() == ()
    assert ledger.journal("run-1") == ()
    assert ledger.approvals() == ()
    assert ledger.read_health(COMMIT_A) == "unknown"


def test_of_twenty_runs_at_once_one_gets_the_lease(ledger: LedgerGateway) -> None:
    with ThreadPoolExecutor(20) as pool:
        won = list(pool.map(lambda n: succeeds(lambda: acquire(ledger, f"run-{n}")), range(20)))

    assert won.count(True) == 1
    lease = ledger.read_lease()
    assert lease is not None
    assert lease.run_id == f"run-{won.index(True)}"


def test_of_twenty_runs_at_once_one_takes_a_dead_lease_over(ledger: LedgerGateway) -> None:
    acquire(ledger)

    def take(number: int) -> bool:
        return succeeds(lambda: ledger.acquire_lease(f"heir-{number}", OUTSIDER, "heir", LATER))

    with ThreadPoolExecutor(20) as pool:
        won = list(pool.map(take, range(20)))

    assert won.count(True) == 1
    lease = ledger.read_lease()
    assert lease is not None
    assert lease.token == 2


def test_who_comes_second_is_told_who_since_when_and_what(ledger: LedgerGateway) -> None:
    acquire(ledger)

    with pytest.raises(BusyError, match="run-1") as busy:
        acquire(ledger, "run-2")

    for fact in (REQUESTER, "2026-03-02 09:30:00 UTC", "rollback"):
        assert fact in busy.value.message


def test_a_released_lease_is_free_at_once_and_its_token_goes_on(ledger: LedgerGateway) -> None:
    ledger.release_lease(acquire(ledger), NOW)

    assert acquire(ledger, "run-2").token == 2


def test_a_heartbeat_keeps_the_lease_alive(ledger: LedgerGateway) -> None:
    lease = acquire(ledger)

    extended = ledger.extend_lease(lease, NOW + timedelta(seconds=60))

    assert extended.expires_at == NOW + timedelta(seconds=60) + LEASE_TIME
    with pytest.raises(BusyError):
        take_over(ledger)


def test_a_lease_that_was_taken_over_can_be_neither_renewed_nor_released(
    ledger: LedgerGateway,
) -> None:
    lost = acquire(ledger)
    heir = take_over(ledger)

    with pytest.raises(BusyError, match="run-2"):
        ledger.extend_lease(lost, LATER)
    with pytest.raises(BusyError, match="run-2"):
        ledger.release_lease(lost, LATER)

    assert ledger.read_lease() == heir


def write_hold(ledger: LedgerGateway, lease: Lease) -> None:
    ledger.write_hold(hold(), lease)


def write_run(ledger: LedgerGateway, lease: Lease) -> None:
    ledger.write_run(run_record("run-1"), lease)


def append(ledger: LedgerGateway, lease: Lease) -> None:
    ledger.append("run-1", entry(1), lease)


def write_health(ledger: LedgerGateway, lease: Lease) -> None:
    ledger.write_health(COMMIT_A, "healthy", lease)


@pytest.mark.parametrize("write", [write_hold, write_run, append, write_health])
def test_a_run_that_lost_its_lease_writes_nothing_any_more(
    ledger: LedgerGateway, write: Callable[[LedgerGateway, Lease], None]
) -> None:
    lost = acquire(ledger)
    take_over(ledger)

    with pytest.raises(BusyError, match="run-2"):
        write(ledger, lost)

    assert ledger.read_hold() is None
    assert ledger.runs() == ()
    assert ledger.journal("run-1") == ()
    assert ledger.read_health(COMMIT_A) == "unknown"


def test_what_is_written_is_read(ledger: LedgerGateway) -> None:
    lease = acquire(ledger)
    for write in (write_hold, write_run, append, write_health):
        write(ledger, lease)

    assert ledger.read_hold() == hold()
    assert ledger.read_run("run-1") == run_record("run-1")
    assert ledger.journal("run-1") == (entry(1),)
    assert ledger.read_health(COMMIT_A) == "healthy"


def test_a_journals_line_is_never_written_over(ledger: LedgerGateway) -> None:
    lease = acquire(ledger)
    ledger.append("run-1", entry(1, "started"), lease)

    with pytest.raises(BusyError):
        ledger.append("run-1", entry(1, "done"), lease)

    assert ledger.journal("run-1") == (entry(1, "started"),)


def test_a_journal_is_in_order_however_long_it_is(ledger: LedgerGateway) -> None:
    lease = acquire(ledger)
    for sequence in reversed(range(1, 13)):
        ledger.append("run-1", entry(sequence), lease)

    assert [line.sequence for line in ledger.journal("run-1")] == list(range(1, 13))


def test_journals_of_different_runs_do_not_mix(ledger: LedgerGateway) -> None:
    lease = acquire(ledger)
    ledger.append("run-1", entry(1, step="one"), lease)
    ledger.append("run-10", entry(1, step="ten"), lease)

    assert ledger.journal("run-1") == (entry(1, step="one"),)


def test_runs_are_listed_newest_first(ledger: LedgerGateway) -> None:
    lease = acquire(ledger)
    for run_id in ("prod-20260302T093000Z-b", "prod-20260302T093001Z-a"):
        ledger.write_run(run_record(run_id), lease)

    assert [run.run_id for run in ledger.runs()] == [
        "prod-20260302T093001Z-a",
        "prod-20260302T093000Z-b",
    ]


def test_a_hold_is_lifted_by_its_runs_name_only(ledger: LedgerGateway) -> None:
    lease = acquire(ledger)
    ledger.write_hold(hold("run-1"), lease)

    assert not ledger.lift_hold("run-2", lease, "all is well")
    assert ledger.read_hold() == hold("run-1")
    assert ledger.lift_hold("run-1", lease, "all is well")
    assert ledger.read_hold() is None


def test_a_hold_that_is_gone_already_is_lifted(ledger: LedgerGateway) -> None:
    assert ledger.lift_hold("run-1", acquire(ledger), "all is well")


def test_a_hold_is_not_lifted_by_a_run_that_lost_its_lease(ledger: LedgerGateway) -> None:
    lost = acquire(ledger)
    ledger.write_hold(hold("run-1"), lost)
    take_over(ledger)

    with pytest.raises(BusyError, match="run-2"):
        ledger.lift_hold("run-1", lost, "all is well")

    assert ledger.read_hold() == hold("run-1")


def of_another_version(
    clients: Clients, environment: str, pk: str, record: Document, sk: str = "prod-later"
) -> None:
    """Write what a later version of the tool might have written."""
    document = {**record.model_dump(mode="json"), "format": 2, "surprise": True}
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    clients.of("dynamodb").put_item(
        TableName=names.ledger_table(environment),
        Item={**key, "document": {"S": json.dumps(document)}},
    )


def test_a_list_names_the_run_that_it_can_not_read_and_shows_the_others(
    ledger: LedgerGateway, clients: Clients, environment: str
) -> None:
    ledger.write_run(run_record("prod-earlier"), acquire(ledger))
    of_another_version(clients, environment, "RUN", run_record("prod-later"))
    told: list[OtherVersionError] = []
    lists = LedgerGateway(environment, told.append)

    assert lists.runs() == lists.runs() == (run_record("prod-earlier"),)

    assert len(told) == 1
    assert "RunRecord prod-later" in told[0].message


def test_a_request_of_another_version_does_not_hide_the_others(
    ledger: LedgerGateway, clients: Clients, environment: str
) -> None:
    ledger.request_approval(approval_request())
    of_another_version(clients, environment, "APPROVAL", approval_request())

    assert LedgerGateway(environment, lambda _: None).approvals() == (approval_request(),)


def test_nothing_is_left_out_where_nobody_is_told(
    ledger: LedgerGateway, clients: Clients, environment: str
) -> None:
    of_another_version(clients, environment, "RUN", run_record("prod-later"))

    for read in (ledger.runs, lambda: ledger.read_run("prod-later")):
        with pytest.raises(OtherVersionError, match="prod-later"):
            read()


def test_a_journal_with_a_line_of_another_version_is_not_acted_on(
    ledger: LedgerGateway, clients: Clients, environment: str
) -> None:
    of_another_version(clients, environment, "RUN#run-1", entry(1))

    with pytest.raises(OtherVersionError):
        LedgerGateway(environment, lambda _: None).journal("run-1")


def test_a_hold_a_lease_and_a_verdict_of_another_version_are_told_as_that(
    ledger: LedgerGateway, clients: Clients, environment: str
) -> None:
    of_another_version(clients, environment, "HOLD", hold(), "HOLD")
    of_another_version(clients, environment, "LEASE", acquire(ledger), "LEASE")
    verdict = Verdict(commit=COMMIT_A, health="bad")
    of_another_version(clients, environment, "RELEASE", verdict, COMMIT_A)

    for read in (ledger.read_hold, ledger.read_lease, lambda: ledger.read_health(COMMIT_A)):
        with pytest.raises(OtherVersionError, match="format is 2, and this version reads 1"):
            read()
