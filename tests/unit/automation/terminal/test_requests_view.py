"""Requests that wait for a signature, on the screen."""

from datetime import timedelta

from automation.core.approval import ApprovalRequest
from automation.core.run_kinds import STATE_RESTORE
from automation.terminal.requests_view import show_requests
from tests.builders import NOW, approval_request
from tests.unit.automation.terminal.screen import Screen

DAY = timedelta(hours=24)
LATE = NOW + DAY + timedelta(hours=3)


def owed(target: str = "t") -> ApprovalRequest:
    request = approval_request(scenario="security", parts={"target": target}, lifetime=DAY)
    return request.model_copy(update={"status": "owed", "incident": "INC-7"})


def test_an_overdue_signature_says_for_how_long_and_what_to_type() -> None:
    screen = Screen(columns=200)

    show_requests(screen.console, "prod", (owed(),), LATE)

    assert screen.lines[0].startswith("OVERDUE")
    for fact in (owed().digest[:12], "3 hours overdue", "security-team", "INC-7"):
        assert fact in screen.lines[1]
    assert "python -m automation.approve prod <digest>" in screen.lines[2]


def test_what_is_overdue_is_a_group_of_its_own_above_the_rest() -> None:
    screen = Screen(columns=200)
    waiting = approval_request(requested_at=LATE)

    show_requests(screen.console, "prod", (waiting, owed()), LATE)

    text = screen.text
    assert text.index(owed().digest[:12]) < text.index("next:") < text.index(waiting.digest[:12])
    assert text.count(owed().digest[:12]) == 1


def test_a_signature_within_its_deadline_is_owed_not_overdue() -> None:
    screen = Screen(columns=200)

    show_requests(screen.console, "prod", (owed(),), NOW + DAY - timedelta(seconds=1))

    assert "owed by security-team until 2026-03-03 09:30 UTC (incident INC-7)" in screen.text
    assert "overdue" not in screen.text.lower()


def test_what_people_wrote_is_shown_as_they_wrote_it() -> None:
    screen = Screen(columns=200)
    written = owed().model_copy(update={"reason": "[red]no[/red]", "incident": "[bold]"})

    show_requests(screen.console, "prod", (written,), LATE)

    assert "[red]no[/red]" in screen.text
    assert "(incident [bold])" in screen.text


def test_where_nothing_waits_it_says_so() -> None:
    screen = Screen()

    show_requests(screen.console, "prod", (), NOW)

    assert screen.lines == ["Nothing waits for a signature in prod."]


def test_a_request_for_a_restored_state_is_told_from_one_for_a_rollback() -> None:
    screen = Screen(columns=200)
    restore = approval_request().model_copy(update={"scenario": STATE_RESTORE})
    rollback = approval_request(parts={"target": "x"})

    show_requests(screen.console, "prod", (restore, rollback), NOW)

    commit = restore.target_commit[:12]
    assert f"a restored state, proven by the program of {commit}" in screen.lines[0]
    assert f"a rollback to {commit}" in screen.lines[1]
