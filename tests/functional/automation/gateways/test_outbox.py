"""The outbox's conditions against DynamoDB."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from automation.core import names
from automation.core.outbox import claimed, delivered, letters_of
from automation.gateways.aws import hasty_client
from automation.gateways.ledger import LedgerGateway
from automation.gateways.outbox import OutboxGateway
from automation.runs.notices import notices_of
from tests.builders import NOW, notice, notification_settings
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional

LETTERS = letters_of(notice("completed"), notification_settings())


@pytest.fixture
def outbox(environment: str, ledger: LedgerGateway) -> OutboxGateway:
    return OutboxGateway(environment, hasty_client("dynamodb"))


def test_letters_come_back_as_they_were_written(outbox: OutboxGateway) -> None:
    outbox.add(LETTERS)

    assert set(outbox.letters()) == set(LETTERS)


def test_a_letter_that_is_there_stays_and_the_others_are_written(outbox: OutboxGateway) -> None:
    first = LETTERS[0]
    outbox.add([first])
    assert outbox.advance(first, claimed(first, "a", NOW))

    outbox.add(LETTERS)

    found = {each.key: each for each in outbox.letters()}
    assert len(found) == len(LETTERS)
    assert found[first.key].claimed_by == "a"


def test_of_many_deliverers_one_gets_a_letter(outbox: OutboxGateway) -> None:
    letter = LETTERS[0]
    outbox.add([letter])

    with ThreadPoolExecutor(8) as pool:
        won = list(
            pool.map(lambda who: outbox.advance(letter, claimed(letter, f"d{who}", NOW)), range(8))
        )

    assert sum(won) == 1


def test_what_ended_expires_and_what_waits_does_not(
    outbox: OutboxGateway, environment: str, clients: Clients
) -> None:
    ended, waiting = LETTERS[:2]
    outbox.add([ended, waiting])
    ours = claimed(ended, "a", NOW)
    outbox.advance(ended, ours)
    outbox.advance(ours, delivered(ours, NOW))

    items = clients.of("dynamodb").scan(TableName=names.ledger_table(environment))["Items"]

    expiring = [item["sk"]["S"] for item in items if "expires" in item]
    assert expiring == [ended.key]


def test_there_is_nothing_where_there_is_no_table(aws: None) -> None:
    assert OutboxGateway("nowhere").letters() == ()


def test_a_ledger_that_is_away_takes_seconds_and_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    said: list[str] = []

    notices_of("prod", notification_settings(), said.append).post(notice())

    assert said == [
        "nobody could be told that this is initiated (EndpointConnectionError); it goes on"
    ]
