"""What a signal leads to, rule by rule."""

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.core.automatic import (
    Act,
    HoldAndPage,
    decide,
)
from automation.core.live import LiveState
from automation.core.release import Release
from automation.core.release_list import Recorded
from automation.core.situation import subject_of
from automation.core.trigger import Condition
from tests.builders import (
    BAKE_MINUTES,
    COMMIT_A,
    COMMIT_B,
    COMMIT_C,
    NOW,
    live_alias,
    live_object,
    release,
)
from tests.unit.automation.core.automatic_situations import (
    BAD,
    CATALOGUE,
    CLAIM,
    GOOD,
    LIVE,
    MINUTE,
    SIGNAL,
    SINCE,
    SITUATION,
    WENT_LIVE,
    why_ignored,
    with_catalogue,
    with_settings,
)


def test_a_new_release_that_fails_is_left_for_the_last_good_one() -> None:
    response = decide(SIGNAL, SITUATION)

    assert response == Act(GOOD, CLAIM.subject, "errors-fast: 43.75 was greater than 5.0")


@pytest.mark.parametrize("name", ["errors-fast", "errors-slow", "availability", "health"])
def test_each_urgent_trigger_goes_back(name: str) -> None:
    assert isinstance(decide(replace(SIGNAL, name=name), SITUATION), Act)


@pytest.mark.parametrize("name", ["latency-p95", "firewall-blocks", "dead-letters-api"])
def test_what_is_not_urgent_is_for_a_person(name: str) -> None:
    assert "a person decides" in why_ignored(decide(replace(SIGNAL, name=name), SITUATION))


def test_word_of_another_environment_is_none_of_this_ones() -> None:
    signal = replace(SIGNAL, environment="staging")

    assert "about staging" in why_ignored(decide(signal, SITUATION))


@pytest.mark.parametrize("state", ["OK", "INSUFFICIENT_DATA"])
def test_only_word_of_an_alarm_counts(state: str) -> None:
    signal = replace(SIGNAL, state=state)  # type: ignore[arg-type]

    assert state in why_ignored(decide(signal, SITUATION))


@pytest.mark.parametrize("state", ["OK", "INSUFFICIENT_DATA"])
def test_what_is_no_longer_true_has_no_consequence(state: str) -> None:
    condition = Condition(state, SINCE, "no data")  # type: ignore[arg-type]

    ignored = why_ignored(decide(SIGNAL, replace(SITUATION, condition=condition)))

    assert ignored == f"looked at again, errors-fast is {state}: no data"


def test_a_condition_of_unknown_age_has_no_consequence() -> None:
    situation = replace(SITUATION, condition=Condition("ALARM", None, ""))

    why_ignored(decide(SIGNAL, situation))


@pytest.mark.parametrize(("requests", "acts"), [(19, False), (20, True), (None, True)])
def test_too_few_requests_say_nothing(requests: float | None, acts: bool) -> None:
    response = decide(SIGNAL, replace(SITUATION, requests=requests))

    assert isinstance(response, Act) is acts


def test_the_number_of_requests_does_not_matter_to_a_health_check() -> None:
    signal = replace(SIGNAL, name="health")

    assert isinstance(decide(signal, replace(SITUATION, requests=0)), Act)


@pytest.mark.parametrize(
    ("mode", "minutes", "acts"),
    [
        ("bake", BAKE_MINUTES - 1, True),
        ("bake", BAKE_MINUTES, False),
        ("always", BAKE_MINUTES, True),
        ("always", 60 * 24 * 30, True),
        ("never", 1, False),
    ],
)
def test_the_settings_say_how_long_a_release_is_left_by_itself(
    mode: str, minutes: int, acts: bool
) -> None:
    situation = replace(with_settings(mode), now=WENT_LIVE + minutes * MINUTE)

    assert isinstance(decide(SIGNAL, situation), Act) is acts


def test_an_alarm_of_before_the_deployment_is_not_the_releases() -> None:
    began = BAD.deployed_at - MINUTE / 60
    situation = replace(SITUATION, condition=Condition("ALARM", began, ""))

    assert "before bbbbbbbbbbbb went live" in why_ignored(decide(SIGNAL, situation))


def test_an_alarm_of_during_the_deployment_is_the_releases() -> None:
    situation = replace(SITUATION, condition=Condition("ALARM", BAD.deployed_at, ""))

    assert isinstance(decide(SIGNAL, situation), Act)


def test_a_commit_that_is_deployed_again_did_not_fail_since_its_first_time() -> None:
    """Its stamp is that of the first time; its record is written anew."""
    old = Recorded(BAD.model_copy(update={"deployed_at": NOW - timedelta(days=9)}), WENT_LIVE)
    situation = replace(
        with_catalogue(records=(old, CATALOGUE.records[1])),
        condition=Condition("ALARM", WENT_LIVE - timedelta(hours=2), ""),
    )

    why_ignored(decide(SIGNAL, situation))


def test_nothing_is_decided_where_nothing_was_deployed() -> None:
    assert "never deployed" in why_ignored(decide(SIGNAL, with_catalogue(records=())))


@pytest.mark.parametrize("health", ["unknown", "bad"])
def test_without_a_healthy_release_the_environment_is_held(health: str) -> None:
    response = decide(SIGNAL, with_catalogue(verdicts={COMMIT_A: health}))

    assert response == HoldAndPage(
        CLAIM.subject, "no earlier release is healthy and can still be reached"
    )


def test_without_a_reachable_release_the_environment_is_held() -> None:
    gone = replace(LIVE, version_hashes={("clinical-trial-api-prod", "2"): "sha-of-api-2"})

    assert isinstance(decide(SIGNAL, with_catalogue(live=gone)), HoldAndPage)


def test_the_failing_release_is_no_way_out_though_it_was_judged_healthy() -> None:
    response = decide(SIGNAL, with_catalogue(verdicts={COMMIT_B: "healthy"}))

    assert isinstance(response, HoldAndPage)


def test_going_back_to_the_same_code_would_cure_nothing() -> None:
    same = BAD.model_copy(update={"commit": COMMIT_A})
    records = (CATALOGUE.records[0], Recorded(same, GOOD.deployed_at))

    response = decide(SIGNAL, with_catalogue(records=records))

    assert isinstance(response, HoldAndPage)
    assert "same functions and files" in response.reason


def test_the_newest_healthy_release_is_chosen() -> None:
    older = release(COMMIT_C, functions=GOOD.functions, objects=GOOD.frontend.objects)
    records = (*CATALOGUE.records, Recorded(older, NOW - timedelta(days=9)))

    response = decide(
        SIGNAL,
        with_catalogue(records=records, verdicts={COMMIT_A: "healthy", COMMIT_C: "healthy"}),
    )

    assert isinstance(response, Act)
    assert response.target.commit == COMMIT_A


def test_a_release_that_somebody_marked_compromised_is_passed_over() -> None:
    older = release(COMMIT_C, functions=GOOD.functions, objects=GOOD.frontend.objects)
    records = (*CATALOGUE.records, Recorded(older, NOW - timedelta(days=9)))

    response = decide(
        SIGNAL,
        with_catalogue(
            records=records,
            verdicts={COMMIT_A: "healthy", COMMIT_C: "healthy"},
            security={COMMIT_A: "compromised"},
        ),
    )

    assert isinstance(response, Act)
    assert response.target.commit == COMMIT_C


def test_a_canary_is_no_release() -> None:
    canary = live_alias("api", "2", weights=(("3", 0.1),))
    shared: LiveState = replace(LIVE, aliases={canary.function_name: canary})

    assert "+" in subject_of(replace(CATALOGUE, live=shared))


def test_a_part_of_a_release_is_none() -> None:
    mixed = replace(LIVE, objects={"index.html": live_object("index.html", "v1")})

    assert "+" in subject_of(replace(CATALOGUE, live=mixed))


def test_releases_that_say_nothing_of_it_allow_none() -> None:
    """As records of before there were automatic rollbacks do."""
    document = BAD.model_dump()
    for name in ("automatic_rollback", "bake_minutes"):
        del document["governance"][name]
    records = (Recorded(Release.model_validate(document), WENT_LIVE), CATALOGUE.records[1])

    assert "allow no automatic" in why_ignored(decide(SIGNAL, with_catalogue(records=records)))
