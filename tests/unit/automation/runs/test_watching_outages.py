"""A watch whose network, AWS or clock is not as it should be."""

from datetime import timedelta

import pytest

from tests.unit.automation.fakes import FakeBackground
from tests.unit.automation.watch_in_memory import Watched

MINUTE = timedelta(minutes=1)
# The first look is at once, the third a minute later.
THREE_LOOKS = timedelta(seconds=61)


@pytest.fixture
def watched() -> Watched:
    return Watched()


def test_a_network_of_its_own_that_is_cut_triggers_nothing(watched: Watched) -> None:
    watched.declare_well()
    watched.open_for(5 * MINUTE)
    watched.network.declare_cut()
    watched.platform.site.declare_away()

    watched.go_on_for(60 * MINUTE)

    assert watched.health == "INSUFFICIENT_DATA"
    assert [news.about for news in watched.told("unknown")] == ["health", "aws", "releases"]

    watched.network.declare_mended()
    watched.platform.site.declare_away(False)
    watched.go_on_for(5 * MINUTE)

    assert watched.rollbacks == 0
    assert watched.health == "OK"
    assert {news.about for news in watched.told("well")[-3:]} == {"aws", "releases", "health"}


def test_a_site_that_does_not_answer_while_aws_does_is_ill(watched: Watched) -> None:
    watched.platform.site.declare_away()

    watched.open_for(THREE_LOOKS)

    (reacted,) = watched.told("reacted", "stuck")
    assert watched.platform.model.serves_functions_of(watched.platform.good), reacted


def test_failures_before_an_outage_do_not_count_after_it(watched: Watched) -> None:
    watched.open_for(timedelta(seconds=45))
    watched.network.declare_cut()
    watched.platform.site.declare_away()
    watched.go_on_for(MINUTE)
    watched.network.declare_mended()
    watched.platform.site.declare_away(False)

    watched.go_on_for(timedelta(seconds=45))

    assert watched.rollbacks == 0


def test_what_was_found_while_aws_was_away_is_brought_when_it_answers(watched: Watched) -> None:
    watched.watch.open()
    watched.network.declare_cut()
    watched.go_on_for(10 * MINUTE)
    assert watched.told("reacted", "stuck") == []

    watched.network.declare_mended()
    watched.go_on_for(3 * MINUTE)

    assert watched.rollbacks == 1


def test_questions_to_an_aws_that_is_away_become_rarer(watched: Watched) -> None:
    watched.declare_well()
    watched.watch.open()
    watched.network.declare_cut()
    before = watched.network.questions

    watched.go_on_for(60 * MINUTE)

    assert 30 <= watched.network.questions - before <= 60


def test_expired_credentials_are_told_once_and_new_ones_are_taken(watched: Watched) -> None:
    watched.declare_well()
    watched.watch.open()
    watched.network.declare_refusal()
    watched.go_on_for(10 * MINUTE)

    told = [news.text for news in watched.told("unknown") if news.about == "aws"]
    assert len(told) == 1
    assert "ExpiredTokenException" in told[0]
    assert watched.connections > 1

    watched.network.declare_mended()
    watched.go_on_for(5 * MINUTE)

    assert "aws" in {news.about for news in watched.told("well")}


def test_a_look_that_hangs_delays_no_other() -> None:
    background = FakeBackground()
    background.declare_hanging(0)
    watched = Watched(background=background)
    watched.declare_well()

    watched.open_for(timedelta(seconds=80))

    assert watched.picture.health.last is None
    assert watched.picture.aws.length == 3


def test_a_look_that_hangs_is_given_up_and_begun_again() -> None:
    background = FakeBackground()
    background.declare_hanging(0)
    watched = Watched(background=background)
    watched.declare_well()

    watched.open_for(5 * MINUTE)

    assert watched.picture.health.last is not None
    assert watched.picture.health.last.judgement == "pass"
    assert watched.rollbacks == 0


@pytest.mark.parametrize("jump", [timedelta(hours=8), -timedelta(hours=8)])
def test_a_clock_that_jumps_ends_a_row_and_the_watch_goes_on(
    jump: timedelta, watched: Watched
) -> None:
    watched.open_for(timedelta(seconds=45))
    watched.clock.pass_time(jump)

    watched.go_on_for(timedelta(seconds=45))

    assert watched.rollbacks == 0
    assert watched.picture.health.length == 2
