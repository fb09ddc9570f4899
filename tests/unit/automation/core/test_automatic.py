"""What a signal leads to, rule by rule."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import pytest

from automation.core.automatic import (
    Act,
    Claim,
    HoldAndPage,
    Ignore,
    Later,
    Response,
    Resume,
    Situation,
    decide,
    subject_of,
)
from automation.core.hold import Hold
from automation.core.lease import Lease
from automation.core.live import LiveState
from automation.core.lockdown import Claim as LockDownClaim
from automation.core.lockdown import closing_of
from automation.core.release import Release
from automation.core.release_list import Catalogue, Recorded
from automation.core.trigger import Condition, Signal
from tests.builders import (
    BAKE_MINUTES,
    COMMIT_A,
    COMMIT_B,
    COMMIT_C,
    NOW,
    REQUESTER,
    frontend_object,
    function_release,
    hold,
    live_alias,
    live_object,
    live_state,
    release,
    run_record,
)

MINUTE: Final = timedelta(minutes=1)
WENT_LIVE: Final = NOW
SINCE: Final = WENT_LIVE + 3 * MINUTE
GOOD: Final = release(
    COMMIT_A,
    functions=[function_release("api", "1")],
    objects=[frontend_object()],
    deployed_at=NOW - timedelta(days=2),
)
BAD: Final = release(
    COMMIT_B,
    functions=[function_release("api", "2")],
    objects=[frontend_object(version_id="v2")],
    deployed_at=WENT_LIVE - 5 * MINUTE,
)
LIVE: Final = live_state(
    aliases=[live_alias("api", "2")],
    reachable=[*GOOD.functions, *BAD.functions],
    objects=[live_object("index.html", "v2")],
    versions=[("index.html", "v1")],
    deployed=BAD,
)
CATALOGUE: Final = Catalogue(
    records=(Recorded(BAD, WENT_LIVE), Recorded(GOOD, GOOD.deployed_at)),
    live=LIVE,
    verdicts={COMMIT_A: "healthy"},
)
SITUATION: Final = Situation(
    environment="prod",
    now=SINCE + MINUTE / 60,
    condition=Condition("ALARM", SINCE, "43.75 was greater than 5.0"),
    requests=400,
    catalogue=CATALOGUE,
    claim=None,
    runs=(),
    lease=None,
)
SIGNAL: Final = Signal("alarm", "errors-fast", "prod", "ALARM", SINCE, SINCE, "too many errors")
AUTOMATIC: Final = run_record("prod-20260302T093301Z-000001").model_copy(
    update={"scenario": "error-rate", "started_at": SINCE}
)
CLAIM: Final = Claim(
    subject=subject_of(CATALOGUE),
    kind="rollback",
    run_id=AUTOMATIC.run_id,
    signal_key=SIGNAL.key,
    at=SINCE,
)
LOCKED: Final = LockDownClaim(
    "prod", "prod-20260302T093301Z-00000a", REQUESTER, "SEC-1", "x", SINCE
)


def held(by: Hold) -> Situation:
    return with_catalogue(live=replace(LIVE, hold=by))


def with_catalogue(**changes: object) -> Situation:
    return replace(SITUATION, catalogue=replace(CATALOGUE, **changes))  # type: ignore[arg-type]


def with_settings(mode: str) -> Situation:
    changed = BAD.governance.model_copy(update={"automatic_rollback": mode})
    live = Recorded(BAD.model_copy(update={"governance": changed}), WENT_LIVE)
    return with_catalogue(records=(live, CATALOGUE.records[1]))


def lease(run_id: str, expires_at: datetime) -> Lease:
    return Lease(
        run_id=run_id,
        actor=REQUESTER,
        purpose="rollback to aaaaaaaaaaaa: the page is broken",
        token=1,
        since=SINCE,
        expires_at=expires_at,
    )


def why_ignored(response: Response) -> str:
    assert isinstance(response, Ignore), response
    return response.reason


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


class TestWhatIsClosedOnPurpose:
    """A lock-down and an isolated function answer errors; no hold is there yet, or none at all."""

    CLOSED: Final = replace(SITUATION, closings=(closing_of("firewall", "web ACL", "{}", LOCKED),))

    def test_is_no_outage(self) -> None:
        assert why_ignored(decide(SIGNAL, self.CLOSED)) == (
            "prod is closed since 09:33:00 UTC (incident SEC-1): web ACL (the edge)"
        )

    def test_pages_nobody_where_nothing_is_healthy(self) -> None:
        nothing = replace(self.CLOSED, catalogue=replace(CATALOGUE, verdicts={}))

        why_ignored(decide(SIGNAL, nothing))

    def test_keeps_a_run_that_was_cut_off_where_it_is(self) -> None:
        """Going on would move what the lock-down has taken to the last secure release."""
        situation = replace(self.CLOSED, claim=CLAIM, runs=(AUTOMATIC,))

        why_ignored(decide(SIGNAL, situation))


class TestADeploymentThatIsNoRelease:
    """It moved an alias and is under way, or failed before its record."""

    LIVE: Final = replace(
        LIVE,
        aliases={"clinical-trial-api-prod": live_alias("api", "3")},
    )

    def situation(self, *, went_live: timedelta, since: timedelta, mode: str = "bake") -> Situation:
        """The newest record is so old, and the condition."""
        made = BAD.model_copy(
            update={
                "governance": BAD.governance.model_copy(update={"automatic_rollback": mode}),
            }
        )
        newest = Recorded(made, SITUATION.now - went_live)
        return replace(
            with_catalogue(
                records=(newest, CATALOGUE.records[1]),
                live=self.LIVE,
                verdicts={COMMIT_B: "healthy"},
            ),
            condition=Condition("ALARM", SITUATION.now - since, ""),
        )

    def test_is_left_for_the_newest_healthy_release(self) -> None:
        response = decide(SIGNAL, self.situation(went_live=timedelta(days=3), since=MINUTE))

        assert isinstance(response, Act)
        assert response.target.commit == COMMIT_B

    def test_is_a_subject_of_its_own(self) -> None:
        one = self.situation(went_live=timedelta(days=3), since=MINUTE).catalogue
        other = replace(
            one,
            live=replace(one.live, aliases={"clinical-trial-api-prod": live_alias("api", "4")}),
        )

        assert len({subject_of(one), subject_of(other), subject_of(CATALOGUE)}) == 3

    @pytest.mark.parametrize(
        ("mode", "minutes", "acts"),
        [
            ("bake", BAKE_MINUTES, True),
            ("bake", BAKE_MINUTES + 1, False),
            ("always", BAKE_MINUTES + 1, True),
            ("always", 61, False),
            ("never", 1, False),
        ],
    )
    def test_is_not_what_an_old_alarm_is_about(self, mode: str, minutes: int, acts: bool) -> None:
        """Else the repair of what fails for long would be undone by the old alarm."""
        situation = self.situation(went_live=timedelta(days=3), since=minutes * MINUTE, mode=mode)

        assert isinstance(decide(SIGNAL, situation), Act) is acts

    def test_is_not_what_an_alarm_of_before_the_newest_release_is_about(self) -> None:
        situation = self.situation(went_live=MINUTE, since=2 * MINUTE)

        why_ignored(decide(SIGNAL, situation))


class TestAfterAClaim:
    def test_a_release_has_one_automatic_rollback(self) -> None:
        ended = AUTOMATIC.model_copy(update={"status": "finished"})

        response = decide(SIGNAL, replace(SITUATION, claim=CLAIM, runs=(ended,)))

        assert "had its automatic rollback already" in why_ignored(response)

    def test_a_person_who_took_it_back_is_not_contradicted(self) -> None:
        ended = AUTOMATIC.model_copy(update={"status": "aborted", "direction": "back"})

        why_ignored(decide(SIGNAL, replace(SITUATION, claim=CLAIM, runs=(ended,))))

    def test_a_claim_whose_run_never_began_is_taken_over(self) -> None:
        assert isinstance(decide(SIGNAL, replace(SITUATION, claim=CLAIM)), Act)

    def test_a_release_that_goes_live_again_has_another_one(self) -> None:
        again = (Recorded(BAD, WENT_LIVE + MINUTE), CATALOGUE.records[1])

        assert subject_of(replace(CATALOGUE, records=again)) != CLAIM.subject

    @pytest.mark.parametrize("status", ["running", "stopped", "failed"])
    def test_a_run_that_was_cut_off_is_gone_on_with(self, status: str) -> None:
        """Whatever the alarm says by now: its traffic may have moved already."""
        cut_off = AUTOMATIC.model_copy(update={"status": status})
        situation = replace(
            SITUATION,
            claim=CLAIM,
            runs=(cut_off,),
            condition=Condition("OK", SINCE, ""),
            catalogue=held(hold(cut_off.run_id)).catalogue,
        )

        assert decide(SIGNAL, situation) == Resume(cut_off, GOOD)

    def test_a_run_that_a_person_takes_back_is_the_persons(self) -> None:
        taken_back = AUTOMATIC.model_copy(update={"direction": "back"})

        why_ignored(decide(SIGNAL, replace(SITUATION, claim=CLAIM, runs=(taken_back,))))

    def test_a_hold_whose_person_was_called_is_left_alone(self) -> None:
        done = CLAIM.model_copy(update={"kind": "hold", "is_done": True})

        assert "a person called" in why_ignored(decide(SIGNAL, replace(SITUATION, claim=done)))

    def test_a_hold_whose_person_was_not_called_yet_is_finished(self) -> None:
        half = CLAIM.model_copy(update={"kind": "hold"})
        situation = replace(
            held(hold(CLAIM.run_id)),
            claim=half,
            condition=Condition("OK", SINCE, ""),
        )

        assert isinstance(decide(SIGNAL, situation), HoldAndPage)

    def test_a_claim_that_led_to_no_hold_is_decided_anew(self) -> None:
        half = CLAIM.model_copy(update={"kind": "hold"})

        assert isinstance(decide(SIGNAL, replace(SITUATION, claim=half)), Act)


class TestAPersonWins:
    def test_whose_run_is_at_work(self) -> None:
        run = run_record()
        leased = lease(run.run_id, SITUATION.now + MINUTE)

        response = decide(SIGNAL, replace(SITUATION, lease=leased, runs=(run,)))

        assert REQUESTER in why_ignored(response)

    def test_who_only_has_the_lease_is_waited_for(self) -> None:
        """A verdict is being written, say; who begins a rollback leaves a hold."""
        leased = lease("prod-20260302T093200Z-999999", SITUATION.now + MINUTE)

        assert isinstance(decide(SIGNAL, replace(SITUATION, lease=leased)), Later)

    def test_who_holds_the_environment(self) -> None:
        assert "is held by" in why_ignored(decide(SIGNAL, held(hold())))

    def test_whose_run_has_not_ended(self) -> None:
        assert "has not ended" in why_ignored(
            decide(SIGNAL, replace(SITUATION, runs=(run_record(),)))
        )


class TestTheOtherObserver:
    def test_is_waited_for_while_it_works(self) -> None:
        leased = lease(AUTOMATIC.run_id, SITUATION.now + MINUTE)
        situation = replace(SITUATION, claim=CLAIM, runs=(AUTOMATIC,), lease=leased)

        assert isinstance(decide(SIGNAL, situation), Later)

    def test_is_waited_for_before_its_run_has_a_head(self) -> None:
        leased = lease(CLAIM.run_id, SITUATION.now + MINUTE)

        assert isinstance(decide(SIGNAL, replace(SITUATION, claim=CLAIM, lease=leased)), Later)

    def test_is_succeeded_when_its_lease_has_run_out(self) -> None:
        dead = lease(AUTOMATIC.run_id, SITUATION.now)
        situation = replace(SITUATION, claim=CLAIM, runs=(AUTOMATIC,), lease=dead)

        assert isinstance(decide(SIGNAL, situation), Resume)


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
