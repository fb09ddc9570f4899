"""Ctrl-C and SIGTERM in the middle of the traffic: the command stops at the next safe point."""

import re
import signal
from concurrent.futures import Future

import pytest

from automation.core.errors import ExitCode
from tests.functional.automation.miniature.faults import Fault
from tests.functional.automation.miniature.proxy import Plan, Proxy
from tests.functional.automation.miniature.scenes import Scene
from tests.functional.automation.runs.operator import Operator, Ran

pytestmark = pytest.mark.functional

# The lease, the plan, the head, the hold with its two lines of the journal, and the line before.
FIRST_ALIAS = 9


def stopped(number: signal.Signals, scene: Scene, operator: Operator, proxy: Proxy) -> Ran:
    """A rollback that gets a signal while it moves the aliases."""
    scene.platform.reset()
    victim: Future[int] = Future()
    proxy.begin(Plan(FIRST_ALIAS, Fault.ASKED_TO_STOP, victim, number))
    command = ("dev", "--to", scene.good.commit, "--traffic-only", "--yes", "--reason", "test")
    ran = operator.types("automation.rollback", *command, victim=victim)
    assert proxy.calls[FIRST_ALIAS].service == "lambda"
    proxy.begin()
    return ran


def run_to_go_on_with(ran: Ran, verb: str) -> str:
    found = re.search(rf"{verb} (dev-\w+-\w+)", ran.errors)
    assert found is not None, ran.said
    return found[1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda each: each.name)
def test_a_signal_stops_the_run_after_the_step_and_the_told_command_finishes_it(
    number: signal.Signals, scene: Scene, operator: Operator, proxy: Proxy
) -> None:
    ran = stopped(number, scene, operator, proxy)

    assert ran.code == ExitCode.STOPPED, ran.said
    assert f"{number.name}: stopping after this step" in ran.errors
    state = scene.platform.state()
    assert (state.aliases, state.files) == (scene.target.aliases, scene.before.files)

    resumed = operator.types("automation.rollback", "resume", run_to_go_on_with(ran, "resume"))

    assert resumed.code == ExitCode.OK, resumed.said
    assert scene.platform.state() == scene.target


def test_a_run_that_was_stopped_can_be_taken_back(
    scene: Scene, operator: Operator, proxy: Proxy
) -> None:
    ran = stopped(signal.SIGTERM, scene, operator, proxy)

    aborted = operator.types("automation.rollback", "abort", run_to_go_on_with(ran, "abort"))

    assert aborted.code == ExitCode.OK, aborted.said
    assert scene.platform.state() == scene.before
    assert scene.platform.ledger.hold() is None
