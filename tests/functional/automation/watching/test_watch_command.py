"""`python -m automation.watch` as a person, a service and a scheduler start it."""

import json
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from automation.core.errors import BusyError, ExitCode
from automation.handlers.alarm import LookAgainError, handle
from tests.alarm_events import alarm_event, at
from tests.functional.automation.miniature.scenes import Scene
from tests.functional.automation.runs.operator import Operator
from tests.functional.automation.watching.conftest import Alarms, Gates

pytestmark = pytest.mark.functional

GAVE_WAY = {ExitCode.UNHEALTHY, ExitCode.OK}


class Context:
    """Lambda's, with ten minutes left."""

    def get_remaining_time_in_millis(self) -> int:
        return 600_000


def on_aws(event: dict[str, Any]) -> str:
    """What the function on AWS makes of the same alarm."""
    try:
        return str(handle(event, Context())["outcome"])
    except (LookAgainError, BusyError) as error:
        return type(error).__name__


def test_two_watches_and_the_function_on_aws_take_users_back_once(
    scene: Scene,
    alarms: Alarms,
    is_cured: Callable[[], bool],
    untroubled: Operator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "dev")
    event = at(alarm_event("availability-alarm"), datetime.now(UTC), environment="dev")
    command = ("automation.watch", "dev", "--once", "--yes")

    with alarms.raised_until(is_cured, "availability"), ThreadPoolExecutor(3) as pool:
        watches = [pool.submit(untroubled.types, *command) for _ in range(2)]
        function = pool.submit(on_aws, event)
        ended, outcome = [each.result() for each in watches], function.result()

    codes = [ran.code for ran in ended]
    assert codes.count(ExitCode.ACTED) + (outcome == "rolled-back") == 1, ended
    assert set(codes) <= GAVE_WAY | {ExitCode.ACTED}, ended
    assert scene.platform.state() == scene.target
    assert [run.status for run in scene.platform.ledger.runs()] == ["finished"]


def test_a_round_that_only_tells_changes_nothing(
    scene: Scene, alarms: Alarms, untroubled: Operator
) -> None:
    alarms.declare("ALARM", "availability")

    ran = untroubled.types("automation.watch", "dev", "--once", "--tell-only", "--json")

    assert ran.code == ExitCode.UNHEALTHY, ran.said
    told = [json.loads(line) for line in ran.output.splitlines()]
    assert {each["format"] for each in told} == {"clinical-trial/watch/1"}
    foretold = {each["about"]: each["text"] for each in told if each["kind"] == "told"}
    assert foretold["availability"] == f"would go back to {scene.good.commit[:12]}"
    assert scene.platform.state() == scene.before


def test_acting_is_confirmed_by_the_environment_s_name(scene: Scene, operator: Operator) -> None:
    ran = operator.types("automation.watch", "dev")

    assert ran.code != ExitCode.OK
    assert "Type dev to go on" in ran.errors
    assert ran.output == ""


def test_an_aws_that_is_away_at_the_start_is_told_at_once(
    scene: Scene, gates: Gates, operator: Operator
) -> None:
    gates.aws.shut()
    try:
        ran = operator.types("automation.watch", "dev", "--tell-only")
    finally:
        gates.aws.open()

    assert ran.code == ExitCode.AWS_UNAVAILABLE, ran.said
    assert "Traceback" not in ran.said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda each: each.name)
def test_a_signal_ends_a_watch_cleanly(
    number: signal.Signals, scene: Scene, operator: Operator
) -> None:
    ran = operator.interrupts(number, "automation.watch", "dev", "--tell-only")

    assert ran.code == ExitCode.OK, ran.said
    assert f"{number.name}: stopping" in ran.errors
    assert "nobody watches dev from here any more" in ran.output
