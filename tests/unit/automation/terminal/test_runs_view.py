"""The runs of an environment on the screen."""

from datetime import timedelta

from automation.terminal.runs_view import show_runs
from tests.builders import COMMIT_A, NOW, run_record
from tests.unit.automation.terminal.screen import Screen


def test_a_run_has_a_line_with_who_when_where_to_and_why() -> None:
    screen = Screen(columns=160)

    show_runs(screen.console, "prod", (run_record(),), NOW + timedelta(hours=2))

    line = next(line for line in screen.lines if "20260302T093000Z-000001" in line)
    for fact in ("running", "2 hours ago", COMMIT_A[:12], "requester", "the page is broken"):
        assert fact in line


def test_the_outcome_of_a_stopped_run_stands_in_place_of_its_reason() -> None:
    screen = Screen(columns=160)
    stopped = run_record().model_copy(update={"status": "stopped", "outcome": "[api] is ill"})

    show_runs(screen.console, "prod", (stopped,), NOW)

    assert "[api] is ill" in screen.text


def test_an_environment_without_runs_says_so() -> None:
    screen = Screen()

    show_runs(screen.console, "prod", (), NOW)

    assert screen.lines == ["prod was never rolled back."]


def test_no_line_is_wider_than_the_screen() -> None:
    screen = Screen()
    long = run_record().model_copy(update={"outcome": "x" * 300})

    show_runs(screen.console, "prod", (long,), NOW)

    assert max(len(line) for line in screen.lines) <= 100


def test_a_runs_name_can_be_copied_from_a_narrow_screen() -> None:
    screen = Screen(columns=80)
    run = run_record()

    show_runs(screen.console, "prod", (run,), NOW)

    assert run.run_id in screen.text
