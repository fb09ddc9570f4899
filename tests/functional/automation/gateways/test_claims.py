"""Claims and answers against DynamoDB."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from automation.core.names import ledger_table
from automation.core.situation import Claim
from automation.gateways.claims import ClaimsGateway
from tests.builders import NOW
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional

SUBJECT = "b" * 40 + "@2026-03-02T10:30:00Z"
KEY = "prod/errors-fast/2026-03-02T10:35:12Z"
OBSERVERS = 16


@pytest.fixture
def claims(environment: str, clients: Clients) -> ClaimsGateway:
    clients.of("dynamodb").create_table(
        TableName=ledger_table(environment),
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
    )
    return ClaimsGateway(environment)


def claim(run_id: str, **facts: Any) -> Claim:
    return Claim(
        subject=SUBJECT, kind="rollback", run_id=run_id, signal_key=KEY, at=NOW
    ).model_copy(update=facts)


def test_of_many_who_claim_a_release_one_does(claims: ClaimsGateway) -> None:
    with ThreadPoolExecutor(OBSERVERS) as pool:
        won = list(pool.map(lambda n: claims.claim(claim(f"run-{n}"), None), range(OBSERVERS)))

    assert won.count(True) == 1
    found = claims.read(SUBJECT)
    assert found is not None
    assert found.run_id == f"run-{won.index(True)}"


def test_a_claim_that_led_to_nothing_is_taken_over_once(claims: ClaimsGateway) -> None:
    first = claim("run-1")
    claims.claim(first, None)

    assert claims.claim(claim("run-2"), first)
    assert not claims.claim(claim("run-3"), first)
    assert claims.read(SUBJECT) == claim("run-2")


def test_a_claim_is_marked_done_in_its_own_place(claims: ClaimsGateway) -> None:
    held = claim("run-1", kind="hold")
    claims.claim(held, None)

    assert claims.claim(held.model_copy(update={"is_done": True}), held)
    found = claims.read(SUBJECT)
    assert found is not None
    assert found.is_done


def test_an_answered_signal_is_known_and_forgotten_after_thirty_days(
    claims: ClaimsGateway, environment: str, clients: Clients
) -> None:
    assert not claims.was_answered(KEY)

    claims.answer(KEY, "rolled-back", NOW)
    claims.answer(KEY, "ignored", NOW)

    assert claims.was_answered(KEY)
    item = clients.of("dynamodb").get_item(
        TableName=ledger_table(environment), Key={"pk": {"S": "SIGNAL"}, "sk": {"S": KEY}}
    )["Item"]
    assert '"rolled-back"' in item["document"]["S"]
    assert item["expires"] == {"N": str(int((NOW + timedelta(days=30)).timestamp()))}


def test_nothing_is_claimed_where_nothing_was_deployed(environment: str) -> None:
    assert ClaimsGateway(environment).read(SUBJECT) is None
    assert not ClaimsGateway(environment).was_answered(KEY)
