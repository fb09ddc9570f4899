"""What a signal leads to where somebody else, or an earlier word of it, acted already."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from automation.core.automatic import (
    Act,
    HoldAndPage,
    Later,
    Resume,
    decide,
)
from automation.core.lockdown import closing_of
from automation.core.release_list import Recorded
from automation.core.situation import Situation, subject_of
from automation.core.trigger import Condition
from tests.builders import (
    BAKE_MINUTES,
    COMMIT_B,
    REQUESTER,
    hold,
    live_alias,
    run_record,
)
from tests.unit.automation.core.automatic_situations import (
    AUTOMATIC,
    BAD,
    CATALOGUE,
    CLAIM,
    GOOD,
    LIVE,
    LOCKED,
    MINUTE,
    SIGNAL,
    SINCE,
    SITUATION,
    WENT_LIVE,
    held,
    lease,
    why_ignored,
    with_catalogue,
)


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
