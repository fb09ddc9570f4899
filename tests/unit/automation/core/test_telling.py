"""The procedure's table: who hears what, where and when."""

from datetime import timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.core.notice import NoticeKind
from automation.core.notification_settings import NotificationSettings
from automation.core.telling import (
    PLACES,
    STAGES,
    UPDATE_EVERY,
    PlaceName,
    message_key,
    places_of,
)
from tests.builders import NOW, notice, notification_settings

ALL = {place.name for place in PLACES}


def told(kind: NoticeKind, settings: NotificationSettings | None = None) -> set[PlaceName]:
    chosen = settings or notification_settings()
    return {place.name for place in places_of(notice(kind), chosen)}


def test_the_operations_team_hears_of_a_beginning_at_once_and_nobody_else_does() -> None:
    assert told("initiated") == {"pagerduty", "slack-alerts", "sns"}


def test_the_development_team_hears_of_progress() -> None:
    assert told("progress") == {"slack-alerts", "slack-status", "email-development"}


def test_everybody_hears_of_the_end() -> None:
    assert told("completed") == ALL
    assert told("unlocked") == ALL


@pytest.mark.parametrize("kind", ["failed", "held", "locked-down", "isolated"])
def test_what_needs_a_person_rings_and_reaches_the_development_team(kind: NoticeKind) -> None:
    assert {"pagerduty", "slack-alerts", "slack-status", "email-development"} <= told(kind)


def test_users_read_of_a_lock_down_at_once() -> None:
    assert "statuspage" in told("locked-down")
    assert "statuspage" not in told("failed")


def test_an_infrastructure_that_follows_its_traffic_is_not_told_to_users() -> None:
    places = places_of(notice("completed", components=("infrastructure",)), notification_settings())

    assert not any(place.is_public for place in places)
    assert {"slack-status", "email-stakeholders"} <= {place.name for place in places}


def test_users_hear_where_somebody_says_what_they_noticed() -> None:
    seen = notice("completed", components=("infrastructure",), impact="slow pages")

    assert {"statuspage", "email-users"} <= {
        place.name for place in places_of(seen, notification_settings())
    }


def test_the_first_update_falls_into_the_procedures_time_for_it() -> None:
    status = next(stage for stage in STAGES if stage.name == "status")

    assert status.latest is not None
    assert status.earliest <= UPDATE_EVERY <= status.latest


def test_the_stages_follow_each_other_as_the_procedure_has_them() -> None:
    assert [stage.name for stage in STAGES] == ["immediate", "status", "resolution"]
    assert all(one.latest == other.earliest for one, other in pairwise(STAGES))


def test_each_kind_of_event_is_told_somewhere() -> None:
    assert all(told(kind) for kind in get_args(NoticeKind))


@pytest.mark.parametrize("kind", get_args(NoticeKind))
def test_nothing_is_told_where_no_channel_is_set_up(kind: NoticeKind) -> None:
    assert told(kind, NotificationSettings()) == set()


@given(
    kind=st.sampled_from(get_args(NoticeKind)),
    off=st.sets(st.sampled_from(["pagerduty", "slack", "email", "sns", "statuspage"])),
)
def test_a_channel_that_is_off_is_told_nothing_and_the_others_miss_nothing(
    kind: NoticeKind, off: set[str]
) -> None:
    left = notification_settings(**dict.fromkeys(off))
    expected = {
        place.name
        for place in places_of(notice(kind), notification_settings())
        if place.channel not in off
    }

    assert told(kind, left) == expected


def test_the_same_event_told_later_has_the_same_key() -> None:
    place = PLACES[0]
    later = NOW + timedelta(seconds=40)

    for kind in ("initiated", "completed", "held", "locked-down"):
        first, second = notice(kind), notice(kind, at=later)
        assert message_key(first, place) == message_key(second, place)


def test_each_update_and_each_failure_has_a_key_of_its_own() -> None:
    place = PLACES[1]
    for kind in ("progress", "failed"):
        keys = {message_key(notice(kind, at=NOW + n * UPDATE_EVERY), place) for n in range(4)}
        assert len(keys) == 4


def test_each_place_has_a_key_of_its_own() -> None:
    assert len({message_key(notice(), place) for place in PLACES}) == len(PLACES)
