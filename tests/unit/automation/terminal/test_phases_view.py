"""The four phases of an automatic rollback on the screen."""

from automation.terminal.phases_view import show_phases
from tests.builders import run_record
from tests.unit.automation.core.test_phases import JOURNAL, RUN
from tests.unit.automation.terminal.screen import Screen


def test_each_phase_has_a_line_with_aws_own_time_apart() -> None:
    screen = Screen(columns=120)

    show_phases(screen.console, RUN, JOURNAL)

    assert "went back by itself: errors-fast since 2026-03-02 09:29:55 UTC" in screen.text
    assert [" ".join(line.split()) for line in screen.lines if line.startswith("  ")] == [
        "detection 2.0 s and 3.0 s of AWS's own",
        "execution 2.0 s and 30.0 s of AWS's own",
        "validation 6.0 s and 60.0 s of AWS's own",
        "notification 2.0 s",
    ]


def test_a_run_that_a_person_began_has_none() -> None:
    screen = Screen()

    show_phases(screen.console, run_record(), JOURNAL)

    assert screen.text == ""
