"""Keeping watch: three failures, an alarm, once each, whatever the network and the clock do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from threading import Barrier

import pytest

from automation.core.automatic import Act, Ignore
from automation.core.errors import BusyError, OperatorError, ReleaseNotFoundError, StoppedError
from automation.core.trigger import TRIGGERS
from tests.builders import hold
from tests.unit.automation.automation_in_memory import Automation
from tests.unit.automation.fakes import FakeReleases
from tests.unit.automation.watch_in_memory import WATCHMAN, Watched

MINUTE = timedelta(minutes=1)
# The first look is at once, the third a minute later.
THREE_LOOKS = timedelta(seconds=61)


@pytest.fixture
def watched() -> Watched:
    return Watched()


def test_nothing_is_done_while_all_is_well(watched: Watched) -> None:
    watched.declare_well()

    watched.open_for(20 * MINUTE)

    assert watched.rollbacks == 0
    assert {news.kind for news in watched.told()} == {"watching", "well"}
    assert watched.picture.health.length == 40


def test_two_failures_do_nothing(watched: Watched) -> None:
    watched.open_for(timedelta(seconds=59))

    assert watched.rollbacks == 0
    assert watched.picture.health.length == 2


def test_three_failures_take_users_back_once(watched: Watched) -> None:
    watched.open_for(30 * MINUTE)

    assert watched.rollbacks == 1
    assert watched.platform.serves(watched.platform.good)
    (reacted,) = watched.told("reacted")
    assert (reacted.about, reacted.outcome) == ("health", "rolled-back")
    assert reacted.next_command == "python -m automation.rollback reconcile prod"
    (ended,) = watched.told("ended")
    assert ended.text == "no failure 3 times in a row (HTTP 200); it took 2 min 30 s"


def test_the_run_names_the_watch_and_when_the_failures_began(watched: Watched) -> None:
    began = watched.clock.now()

    watched.open_for(THREE_LOOKS)

    (run,) = watched.platform.ledger.runs()
    assert run.actor == WATCHMAN
    assert run.detection is not None
    assert (run.detection.source, run.detection.trigger) == ("watch", "health")
    assert run.detection.began_at == began


def test_what_was_done_is_in_the_picture_at_once(watched: Watched) -> None:
    watched.open_for(THREE_LOOKS)

    outlook = watched.picture.outlook
    assert outlook is not None
    assert outlook.hold is not None
    assert outlook.live is not None
    assert outlook.live.release == watched.platform.good


@pytest.mark.parametrize("name", TRIGGERS)
def test_an_alarm_takes_users_back_once(name: str, watched: Watched) -> None:
    watched.declare_well()
    watched.automation.conditions.declare(name, "ALARM", watched.automation.since)

    watched.open_for(30 * MINUTE)

    assert watched.rollbacks == 1
    assert [news.outcome for news in watched.told("reacted")] == ["rolled-back"]


def test_slow_answers_only_ask_the_on_call_engineer(watched: Watched) -> None:
    watched.declare_well()
    watched.automation.conditions.declare("latency-p95", "ALARM", watched.automation.since)

    watched.open_for(10 * MINUTE)

    assert watched.rollbacks == 0
    (asked,) = watched.told("asks")
    assert asked.next_command == (
        'python -m automation.rollback prod --to last-good --scenario performance --reason "…"'
    )


def test_alarms_that_flap_lead_to_one_rollback(watched: Watched) -> None:
    watched.declare_well()
    watched.watch.open()
    for number in range(10):
        now = watched.clock.now()
        state = "OK" if number % 2 else "ALARM"
        watched.automation.conditions.declare("errors-fast", state, now)  # type: ignore[arg-type]
        watched.go_on_for(MINUTE)

    assert watched.rollbacks == 1
    outcomes = [news.outcome for news in watched.told("reacted")]
    assert outcomes == ["rolled-back", *["ignored"] * 4]


def test_two_watches_and_the_function_on_aws_act_once(watched: Watched) -> None:
    other = Watched(automation=watched.automation)
    watched.automation.conditions.declare("errors-fast", "ALARM", watched.automation.since)
    watched.watch.open()
    other.watch.open()

    for _ in range(10):
        watched.go_on_for(MINUTE)
        other.go_on_for(MINUTE)
        watched.automation.react()

    assert watched.rollbacks == 1
    assert "rolled-back" not in {news.outcome for news in other.told("reacted")}


@pytest.mark.parametrize("part", range(25))
def test_watches_that_bring_the_same_alarm_at_the_same_moment_act_once(part: int) -> None:
    automation = Automation()
    watches = [Watched(automation=automation) for _ in range(2)]
    automation.conditions.declare("errors-fast", "ALARM", automation.since)
    start = Barrier(3)

    def bring(number: int) -> object:
        if number < len(watches):
            watches[number].watch.open()
        start.wait()
        try:
            return watches[number].watch.round() if number < len(watches) else automation.react()
        except OperatorError:
            return None

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(bring, range(3)))

    assert watches[0].rollbacks == 1
    assert [run.status for run in automation.platform.ledger.runs()] == ["finished"]


def test_nothing_healthy_to_go_back_to_holds_and_calls_a_person_once(watched: Watched) -> None:
    watched.platform.ledger.declare_health(watched.platform.good.commit, "bad")

    watched.open_for(30 * MINUTE)

    assert watched.rollbacks == 0
    assert [news.outcome for news in watched.told("reacted")] == ["held"]
    assert [notice.kind for notice in watched.automation.notices.posted] == ["held"]


def test_a_watch_that_only_tells_changes_nothing() -> None:
    watched = Watched(acts=False)

    watched.open_for(30 * MINUTE)

    assert watched.platform.calls.made == []
    (told,) = watched.told("told")
    assert told.text == f"would go back to {watched.platform.good.commit[:12]}"


def test_a_held_environment_is_left_alone(watched: Watched) -> None:
    watched.platform.ledger.declare_hold(hold(run_id="prod-someone"))

    watched.open_for(30 * MINUTE)

    assert watched.rollbacks == 0
    assert [news.outcome for news in watched.told("reacted")] == ["ignored"]


def test_the_picture_tells_what_an_alarm_would_do_now(watched: Watched) -> None:
    watched.declare_well()
    watched.open_for(MINUTE)

    outlook = watched.picture.outlook
    assert outlook is not None
    assert isinstance(outlook.response, Act)
    assert outlook.live is not None
    assert outlook.live.release == watched.platform.bad


def test_the_end_of_the_bake_window_is_told(watched: Watched) -> None:
    watched.declare_well()
    watched.open_for(40 * MINUTE)

    outlook = watched.picture.outlook
    assert outlook is not None
    assert isinstance(outlook.response, Ignore)
    assert "no longer new" in watched.told("changed")[0].text


def test_a_hold_that_somebody_sets_is_told(watched: Watched) -> None:
    watched.declare_well()
    watched.open_for(2 * MINUTE)
    watched.platform.ledger.declare_hold(hold(run_id="prod-someone"))

    watched.go_on_for(2 * MINUTE)

    assert [news.about for news in watched.told("changed")] == ["hold", "outlook"]


def test_a_log_tells_from_time_to_time_that_somebody_watches(watched: Watched) -> None:
    watched.declare_well()

    watched.open_for(25 * MINUTE)

    assert len(watched.told("watching")) == 3


def test_a_stop_ends_the_watch_and_is_told(watched: Watched) -> None:
    watched.declare_well()
    watched.watch.open()
    watched.clock.declare_meanwhile(lambda: None, lambda: watched.stop.ask("SIGTERM"))

    watched.watch.run()

    assert watched.told()[-1].kind == "stopped"


def test_a_stop_during_a_rollback_leaves_it_at_a_safe_point() -> None:
    automation = Automation()
    watched = Watched(automation=automation, stop=automation.platform.stop)
    calls = watched.platform.calls
    calls.declare_before(6, lambda: watched.stop.ask("SIGTERM"))
    watched.watch.open()

    with pytest.raises(StoppedError):
        watched.watch.run()

    (run,) = watched.platform.ledger.runs()
    assert run.status == "stopped"


def test_what_can_t_be_carried_out_is_told_and_tried_again_more_and_more_rarely(
    watched: Watched,
) -> None:
    watched.network.declare_no_reaction(BusyError("Somebody else is faster.", "wait"))

    watched.open_for(20 * MINUTE)

    stuck = watched.told("stuck")
    assert (stuck[0].text, stuck[0].next_command) == ("Somebody else is faster.", "wait")
    pauses = [later.at - earlier.at for earlier, later in pairwise(stuck)]
    assert pauses == sorted(pauses)
    assert (len(stuck), pauses[0], pauses[-1]) == (7, timedelta(seconds=30), 4 * MINUTE)


def test_nothing_is_watched_where_nothing_was_deployed() -> None:
    automation = Automation()
    automation.platform.releases = FakeReleases()

    with pytest.raises(ReleaseNotFoundError):
        Watched(automation=automation).watch.open()
