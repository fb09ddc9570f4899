"""What tells a rollback from the runs beside it."""

from datetime import timedelta

import pytest

from automation.core.errors import RefusedError
from automation.core.lease import Lease
from automation.core.policy import MATRIX, Decision
from automation.core.run_kinds import (
    PRUNING,
    STATE_RESTORE,
    VERIFICATION,
    insist_on_rollback,
    is_cut_off,
    is_rollback,
    overtaking,
    subject,
    unfinished_rollback,
)
from tests.builders import COMMIT_A, NOW, REQUESTER, run_record

BESIDE = [PRUNING, STATE_RESTORE, VERIFICATION]


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.scenario)
def test_each_row_of_the_matrix_is_a_rollback(row: Decision) -> None:
    run = run_record().model_copy(update={"scenario": row.scenario})

    insist_on_rollback(run)

    assert is_rollback(run)
    assert subject(run) == f"rollback to {COMMIT_A}"


@pytest.mark.parametrize(
    ("scenario", "command"),
    [
        (PRUNING, "python -m automation.releases prune prod"),
        (STATE_RESTORE, "python -m automation.state prod list"),
        (VERIFICATION, "python -m automation.verify prod"),
    ],
)
def test_a_run_beside_them_is_repeated_instead(scenario: str, command: str) -> None:
    run = run_record().model_copy(update={"scenario": scenario})

    with pytest.raises(RefusedError, match="it is repeated") as refused:
        insist_on_rollback(run)

    assert refused.value.next_command == command
    assert "rollback" not in subject(run)


@pytest.mark.parametrize("scenario", BESIDE)
@pytest.mark.parametrize("status", ["running", "failed", "finished"])
def test_what_ran_since_does_not_hide_a_rollback_that_did_not_end(
    scenario: str, status: str
) -> None:
    beside = run_record("b").model_copy(update={"scenario": scenario, "status": status})
    left = run_record("a").model_copy(update={"status": "stopped"})

    assert unfinished_rollback([beside, left]) == left


@pytest.mark.parametrize("scenario", BESIDE)
def test_one_that_failed_beside_a_finished_rollback_is_no_rollback_to_resume(scenario: str) -> None:
    beside = run_record("b").model_copy(update={"scenario": scenario, "status": "failed"})
    ended = run_record("a").model_copy(update={"status": "finished"})

    assert unfinished_rollback([beside, ended]) is None


@pytest.mark.parametrize("scenario", BESIDE)
def test_only_a_rollback_overtakes_a_rollback(scenario: str) -> None:
    run = run_record("a")
    later = run_record("b").model_copy(update={"started_at": NOW + timedelta(minutes=1)})
    beside = later.model_copy(update={"scenario": scenario})

    assert overtaking(run, [later, run]) == later
    assert overtaking(run, [beside, run]) is None
    assert overtaking(later, [later, run]) is None


def lease_of(run_id: str) -> Lease:
    return Lease(
        run_id=run_id,
        actor=REQUESTER,
        purpose="work",
        token=1,
        since=NOW,
        expires_at=NOW + timedelta(minutes=1),
    )


@pytest.mark.parametrize(
    ("status", "lease", "minutes", "expected"),
    [
        ("running", lease_of("run"), 0, False),
        ("running", lease_of("run"), 2, True),
        ("running", lease_of("another"), 0, True),
        ("running", None, 0, True),
        ("finished", None, 0, False),
        ("stopped", None, 0, False),
    ],
)
def test_a_run_without_a_living_lease_that_says_it_works_was_cut_off(
    status: str, lease: Lease | None, minutes: int, expected: bool
) -> None:
    run = run_record("run").model_copy(update={"status": status})

    assert is_cut_off(run, lease, NOW + timedelta(minutes=minutes)) is expected
