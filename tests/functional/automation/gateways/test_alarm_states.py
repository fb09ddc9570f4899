"""The triggers' alarms against CloudWatch, and whether AWS answers at all."""

import socket

import pytest

from automation.core.trigger import alarm_name
from automation.core.watching import WATCHED
from automation.gateways.alarm_states import AlarmStatesGateway
from automation.gateways.aws import session
from tests.functional.automation.gateways.test_alarms import raised
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional


def test_each_trigger_s_alarm_has_its_state_and_when_it_got_into_it(
    environment: str, clients: Clients
) -> None:
    raised(clients, alarm_name(environment, "errors-fast"))
    raised(clients, alarm_name(environment, "health"), "OK")

    conditions = AlarmStatesGateway(environment).conditions()

    assert set(conditions) == set(WATCHED)
    assert (conditions["errors-fast"].state, conditions["errors-fast"].reason) == ("ALARM", "test")
    assert conditions["errors-fast"].since is not None
    assert conditions["health"].state == "OK"


def test_nobody_knows_the_condition_of_an_alarm_that_is_not_there(environment: str) -> None:
    conditions = AlarmStatesGateway(environment).conditions()

    assert {each.state for each in conditions.values()} == {"INSUFFICIENT_DATA"}


def test_another_environment_s_alarms_are_none_of_ours(environment: str, clients: Clients) -> None:
    raised(clients, alarm_name(f"{environment}x", "errors-fast"))

    assert AlarmStatesGateway(environment).conditions()["errors-fast"].state != "ALARM"


def test_aws_answers(environment: str) -> None:
    assert AlarmStatesGateway(environment).answer()


def test_an_aws_that_is_away_does_not_answer(
    environment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{nobody.getsockname()[1]}")
        session.cache_clear()

        assert not AlarmStatesGateway(environment).answer()
