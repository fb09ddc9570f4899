"""The runs of an environment on the screen."""

from datetime import timedelta

from automation.core.lease import Lease
from automation.core.run_kinds import VERIFICATION
from automation.terminal.runs_view import show_runs
from tests.builders import COMMIT_A, NOW, REQUESTER, run_record
from tests.unit.automation.terminal.screen import Screen


def lease(run_id: str = run_record().run_id) -> Lease:
    """A run's lease that is alive for a day."""
    return Lease(
        run_id=run_id,
        actor=REQUESTER,
        purpose="rollback",
        token=1,
        since=NOW,
        expires_at=NOW + timedelta(days=1),
    )


def test_a_run_has_a_line_with_who_when_where_to_and_why() -> None:
    screen = Screen(columns=160)

    show_runs(screen.console, "prod", (run_record(),), lease(), NOW + timedelta(hours=2))

    line = next(line for line in screen.lines if "20260302T093000Z-000001" in line)
    for fact in ("running", "2 hours ago", COMMIT_A[:12], "requester", "the page is broken"):
        assert fact in line


def test_the_outcome_of_a_stopped_run_stands_in_place_of_its_reason() -> None:
    screen = Screen(columns=160)
    stopped = run_record().model_copy(update={"status": "stopped", "outcome": "[api] is ill"})

    show_runs(screen.console, "prod", (stopped,), lease(), NOW)

    assert "[api] is ill" in screen.text


def test_an_environment_without_runs_says_so() -> None:
    screen = Screen()

    show_runs(screen.console, "prod", (), lease(), NOW)

    assert screen.lines == ["prod was never rolled back."]


def test_no_line_is_wider_than_the_screen() -> None:
    screen = Screen()
    long = run_record().model_copy(update={"outcome": "x" * 300})

    show_runs(screen.console, "prod", (long,), lease(), NOW)

    assert max(len(line) for line in screen.lines) <= 100


def test_a_runs_name_can_be_copied_from_a_narrow_screen() -> None:
    screen = Screen(columns=80)
    run = run_record()

    show_runs(screen.console, "prod", (run,), lease(), NOW)

    assert run.run_id in screen.text


def test_a_run_whose_process_ended_in_the_middle_is_shown_as_cut_off_with_the_way_on() -> None:
    screen = Screen(columns=300)

    show_runs(screen.console, "prod", (run_record(),), lease("another"), NOW)

    assert "cut off" in screen.text
    assert f"python -m automation.rollback resume {run_record().run_id}" in screen.text


def test_a_run_beside_the_rollbacks_that_was_cut_off_is_repeated() -> None:
    screen = Screen(columns=300)
    look = run_record().model_copy(update={"scenario": VERIFICATION})

    show_runs(screen.console, "prod", (look,), None, NOW)

    assert "next: python -m automation.verify prod" in screen.text


def test_what_a_later_rollback_overtook_is_not_gone_on_with() -> None:
    screen = Screen(columns=300)
    later = run_record("20260302T103000Z-000002").model_copy(
        update={"started_at": NOW + timedelta(hours=1), "status": "finished"}
    )

    show_runs(screen.console, "prod", (later, run_record()), None, NOW + timedelta(hours=2))

    assert "a later rollback overtook it" in screen.text
    assert "resume" not in screen.text
