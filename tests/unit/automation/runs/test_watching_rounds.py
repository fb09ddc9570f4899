"""A watch of one round, for schedulers."""

from datetime import timedelta

import pytest

from tests.unit.automation.watch_in_memory import Watched

MINUTE = timedelta(minutes=1)
# The first look is at once, the third a minute later.
THREE_LOOKS = timedelta(seconds=61)


@pytest.fixture
def watched() -> Watched:
    return Watched()


def test_a_round_of_a_well_platform_looks_once(watched: Watched) -> None:
    watched.declare_well()
    watched.watch.open()

    assert watched.watch.round() == ()
    assert watched.picture.health.length == 1


def test_a_round_decides_by_itself_whether_three_looks_fail(watched: Watched) -> None:
    watched.watch.open()

    assert watched.watch.round() == ("rolled-back",)
    assert watched.rollbacks == 1


def test_a_round_does_not_wait_for_looks_where_an_alarm_is_raised(watched: Watched) -> None:
    began = watched.clock.now()
    watched.automation.conditions.declare("errors-fast", "ALARM", watched.automation.since)
    watched.watch.open()

    assert watched.watch.round() == ("rolled-back",)
    assert watched.clock.now() - began < timedelta(seconds=30)


def test_a_round_that_is_asked_to_stop_does_not_wait_on(watched: Watched) -> None:
    watched.watch.open()
    watched.clock.declare_meanwhile(lambda: watched.stop.ask("SIGTERM"))

    assert watched.watch.round() == ()
    assert watched.rollbacks == 0
