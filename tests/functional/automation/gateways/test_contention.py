"""Writes to the ledger that meet others: told apart from those that are refused."""

from collections.abc import Callable, Iterator

import pytest
from botocore.exceptions import ClientError

from automation.core.errors import AwsUnavailableError
from automation.gateways.aws import as_operator_error
from automation.gateways.contention import ATTEMPTS
from automation.gateways.ledger_table import LedgerTable
from tests.builders import entry
from tests.functional.automation.gateways.scripted_dynamodb import (
    DONE,
    ScriptedDynamoDB,
    cancelled,
    refusal,
    serving,
)

pytestmark = pytest.mark.functional


class Scene:
    """A table whose answers are declared, and the pauses that its writer made."""

    def __init__(self, script: ScriptedDynamoDB) -> None:
        self.script = script
        self.pauses: list[float] = []
        self.table = LedgerTable("ledger", self.pauses.append)

    def transaction(self) -> frozenset[int]:
        """A write of two parts."""
        parts = (self.table.checking("LEASE", "LEASE", token=1), self.putting())
        return self.table.write(*parts)

    def putting(self) -> dict[str, object]:
        return self.table.putting("RUN", "1", entry())


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with serving(ScriptedDynamoDB()) as script:
        monkeypatch.setenv("AWS_ENDPOINT_URL", script.url)
        yield Scene(script)


def unavailable(call: Callable[[], object]) -> str:
    with pytest.raises(AwsUnavailableError) as told:
        call()
    return told.value.message


@pytest.mark.parametrize(
    "reason", ["TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"]
)
def test_a_transaction_that_meets_others_is_made_again(scene: Scene, reason: str) -> None:
    scene.script.declare_answers(*[cancelled("None", reason)] * 3, DONE)

    assert scene.transaction() == frozenset()
    assert scene.script.calls == ["TransactWriteItems"] * 4
    assert [scene.pauses[0] < pause for pause in scene.pauses] == [False, True, True]


def test_one_that_never_gets_through_is_told_as_that_and_as_nobody_s_refusal(scene: Scene) -> None:
    scene.script.declare_answers(cancelled("ThrottlingError", "TransactionConflict"))

    told = unavailable(scene.transaction)

    assert f"ledger at any of {ATTEMPTS} attempts: ThrottlingError, TransactionConflict" in told
    assert len(scene.script.calls) == ATTEMPTS
    assert 2 < sum(scene.pauses) < 10


def test_a_condition_that_does_not_hold_is_a_refusal_at_once(scene: Scene) -> None:
    scene.script.declare_answers(cancelled("ConditionalCheckFailed", "ThrottlingError"))

    assert scene.transaction() == frozenset({0})
    assert len(scene.script.calls) == 1


def test_a_transaction_that_is_wrong_in_itself_is_not_made_again(scene: Scene) -> None:
    scene.script.declare_answers(cancelled("TransactionConflict", "ValidationError"))

    with pytest.raises(ClientError, match="TransactionCanceled"):
        scene.transaction()
    assert len(scene.script.calls) == 1


def test_a_single_write_that_meets_a_transaction_is_made_again(scene: Scene) -> None:
    scene.script.declare_answers(refusal("TransactionConflictException"), DONE)

    assert scene.table.put_new("RUN", "1", entry())
    assert len(scene.script.calls) == 2


def test_a_single_write_that_never_gets_through_is_no_lost_lease(scene: Scene) -> None:
    scene.script.declare_answers(refusal("TransactionConflictException"))

    assert "TransactionConflict" in unavailable(
        lambda: scene.table.put_if("LEASE", "LEASE", entry(), token=1)
    )


def test_a_single_write_that_is_refused_is_asked_about_and_not_made_again(scene: Scene) -> None:
    scene.script.declare_answers(refusal("ConditionalCheckFailedException"), DONE)

    assert not scene.table.put_new("RUN", "1", entry())
    assert scene.script.calls == ["PutItem", "GetItem"]


def test_throttling_that_outlasts_the_client_is_told_as_that() -> None:
    refused = ClientError(
        {"Error": {"Code": "ThrottlingException", "Message": "too fast"}}, "PutItem"
    )

    told = as_operator_error(refused)

    assert isinstance(told, AwsUnavailableError)
    assert "PutItem was refused at each attempt (ThrottlingException): too fast" in told.message
