"""The procedure's templates, with each field of theirs."""

import re
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.core.notice import NoticeKind
from automation.core.wording import Wording, duration, word
from automation.gateways.messages.rendering import as_html, as_text
from tests.builders import COMMIT_A, NOW, notice, notification_settings

SETTINGS = notification_settings()
MINUTES = timedelta(minutes=1)
COMPLETED = notice("completed", at=NOW + timedelta(minutes=3, seconds=5), impact="no sign-in")


def labels(wording: Wording) -> list[str]:
    closing = [label for label, _ in wording.closing]
    middle = [] if wording.actions is None else ["Actions Taken"]
    return [label for label, _ in wording.facts] + middle + closing


def test_a_beginning_has_the_templates_fields_in_their_order() -> None:
    wording = word(notice(expected_at=NOW + 10 * MINUTES), SETTINGS)

    assert wording.title == "ROLLBACK ALERT - Clinical Trial Platform"
    assert labels(wording) == [
        *("Issue", "Severity", "Affected Components", "Rollback Status", "ETA"),
        *("Actions Taken", "Next Updates"),
    ]
    assert dict(wording.facts) == {
        "Issue": "the page is broken",
        "Severity": "High",
        "Affected Components": "functions, frontend",
        "Rollback Status": "IN PROGRESS",
        "ETA": "2026-03-02 09:40 UTC (in 10 minutes)",
    }
    assert wording.closing == (("Next Updates", "Every 10 minutes"),)


def test_an_end_has_the_templates_fields_in_their_order() -> None:
    wording = word(COMPLETED, SETTINGS)

    assert wording.title == "ROLLBACK COMPLETE - Clinical Trial Platform"
    assert labels(wording)[:-1] == [
        *("Issue", "Resolution", "Duration", "Impact"),
        *("System Status", "Monitoring", "Post-Mortem"),
    ]
    assert dict(wording.facts) == {
        "Issue": "the page is broken",
        "Resolution": f"Rollback to version {COMMIT_A[:12]}",
        "Duration": "3 minutes 5 seconds",
        "Impact": "no sign-in",
    }
    assert dict(wording.closing) | {"Next Steps": ""} == {
        "System Status": "OPERATIONAL",
        "Monitoring": "ACTIVE",
        "Post-Mortem": "Scheduled for Thursday, 05 March 2026, 10:00 UTC",
        "Next Steps": "",
    }


def test_the_text_is_the_template() -> None:
    wording = word(notice(actions=("hold the environment", "move 2 aliases")), SETTINGS)

    assert as_text(wording).splitlines()[:13] == [
        "ROLLBACK ALERT - Clinical Trial Platform",
        "",
        "Issue: the page is broken",
        "Severity: High",
        "Affected Components: functions, frontend",
        "Rollback Status: IN PROGRESS",
        "ETA: Not known yet",
        "",
        "Actions Taken:",
        "- hold the environment",
        "- move 2 aliases",
        "",
        "Next Updates: Every 10 minutes",
    ]


def test_an_impact_that_nobody_told_is_not_made_up() -> None:
    moved, behind = notice("completed"), notice("completed", components=("infrastructure",))

    assert dict(word(moved, SETTINGS).facts)["Impact"] == (
        "Users may have noticed it until 2026-03-02 09:30 UTC"
    )
    assert dict(word(behind, SETTINGS).facts)["Impact"].startswith("None known")


def test_what_is_late_says_by_how_much() -> None:
    late = notice("progress", at=NOW + 12 * MINUTES, expected_at=NOW + 10 * MINUTES)

    assert dict(word(late, SETTINGS).facts)["ETA"] == (
        "Later than expected (2026-03-02 09:40 UTC) by 2 minutes"
    )


@pytest.mark.parametrize("kind", ["failed", "held", "locked-down", "isolated"])
def test_what_needs_a_person_promises_no_time(kind: NoticeKind) -> None:
    wording = word(notice(kind, expected_at=NOW + MINUTES), SETTINGS)

    assert dict(wording.facts)["ETA"] == "Not known, a person decides"
    assert "10 minutes" not in dict(wording.closing)["Next Updates"]
    assert wording.tone == "trouble"


@pytest.mark.parametrize("kind", get_args(NoticeKind))
def test_the_public_reads_neither_operators_words_nor_their_commands(kind: NoticeKind) -> None:
    internal = notice(
        kind,
        issue="words of an operator",
        actions=("an action of theirs",),
        next_command="a command of theirs",
        run_id="run-of-theirs",
    )
    wording = word(internal, SETTINGS, is_public=True)
    everything = as_text(wording) + as_html(wording) + wording.subject

    assert "Partial functionality loss" in everything
    assert "of an operator" not in everything
    assert "of theirs" not in everything
    assert "run-of-theirs" not in everything


def test_the_public_is_not_told_what_an_emergency_is_about() -> None:
    closed = notice("locked-down", severity="critical", scenario="Security incident")

    wording = word(closed, SETTINGS, is_public=True)

    assert "Security" not in as_text(wording) + wording.subject
    assert dict(wording.facts)["Issue"] == "Closed or taken back as a precaution"


def test_another_environment_than_prod_says_so_to_everybody() -> None:
    staging = notice(environment="staging")

    assert word(staging, SETTINGS, is_public=True).subject.startswith("[staging] ")
    assert word(notice(), SETTINGS, is_public=True).subject.startswith("ROLLBACK ALERT")


def test_html_of_a_person_is_text() -> None:
    wording = word(notice(issue='<script>alert(1)</script> & "co"'), SETTINGS)

    page = as_html(wording)

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page
    assert "<script>alert(1)</script>" in as_text(wording)


@pytest.mark.parametrize("kind", get_args(NoticeKind))
def test_the_page_has_colours_for_dark_and_loads_nothing(kind: NoticeKind) -> None:
    page = as_html(word(notice(kind, actions=("a", "b")), SETTINGS))

    assert "prefers-color-scheme: dark" in page
    assert not re.search(r"(?:src|href|url\()\s*=?", page.replace("charset", ""))


def test_text_and_page_say_the_same() -> None:
    for kind in get_args(NoticeKind):
        wording = word(notice(kind, actions=("a step",), next_command="do it"), SETTINGS)
        for label, text in (*wording.facts, *wording.closing):
            assert f"{label}: {text}" in as_text(wording)
            assert label in as_html(wording)


def test_no_template_switches_escaping_off() -> None:
    folder = Path("automation/gateways/messages")
    assert not any("safe" in path.read_text() for path in folder.glob("*.j2"))


@given(st.text(), st.text(min_size=1))
def test_a_subject_is_one_line_whatever_was_typed(issue: str, action: str) -> None:
    subject = word(notice(issue=issue, actions=(action,)), SETTINGS).subject

    assert len(subject.splitlines()) == 1
    assert subject.startswith("[prod] ROLLBACK ALERT - Clinical Trial Platform: ")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than a second"),
        (-5, "less than a second"),
        (1, "1 second"),
        (61, "1 minute 1 second"),
        (7200, "2 hours"),
        (90061, "1 day 1 hour"),
    ],
)
def test_a_duration_has_its_two_greatest_units(seconds: int, words: str) -> None:
    assert duration(timedelta(seconds=seconds)) == words
