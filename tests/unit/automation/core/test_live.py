"""Which release users are served, as far as one reading tells."""

from automation.core.journal import RunRecord
from automation.core.live import LiveState
from tests.builders import (
    COMMIT_A,
    COMMIT_B,
    COMMIT_C,
    hold,
    live_alias,
    live_state,
    release,
    run_record,
)

API = "clinical-trial-api-prod"


def held(run: RunRecord | None, version: str = "1") -> LiveState:
    """C was deployed last; a rollback to A, from B, holds the environment with api at version 1."""
    return live_state(
        aliases=[live_alias("api", version)],
        deployed=release(COMMIT_C),
        hold=hold(pins={API: "1"}),
        holding_run=run,
    )


def run(status: str = "finished", *components: str) -> RunRecord:
    chosen = {"components": components} if components else {}
    return run_record().model_copy(update={"status": status} | chosen)


def test_without_a_hold_it_is_the_release_that_was_deployed_last() -> None:
    assert live_state(deployed=release(COMMIT_C)).served_commit == COMMIT_C
    assert live_state().served_commit is None


def test_a_hold_set_by_hand_says_nothing_about_releases() -> None:
    by_hand = hold().model_copy(update={"target_commit": None})

    assert live_state(deployed=release(COMMIT_C), hold=by_hand).served_commit == COMMIT_C


def test_it_is_the_target_of_the_rollback_that_holds_the_environment() -> None:
    assert held(run()).served_commit == COMMIT_A
    assert held(None).served_commit == COMMIT_A


def test_a_rollback_that_stopped_after_its_aliases_moved_left_users_with_its_target() -> None:
    assert held(run("stopped"), version="1").served_commit == COMMIT_A


def test_a_rollback_that_stopped_before_its_aliases_moved_left_them_with_the_earlier_one() -> None:
    assert held(run("stopped"), version="2").served_commit == COMMIT_B


def test_a_part_of_a_release_is_not_what_users_get() -> None:
    assert held(run("finished", "functions")).served_commit == COMMIT_B
    assert held(run("finished", "frontend", "infrastructure")).served_commit == COMMIT_B
