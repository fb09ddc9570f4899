"""The last records of the audit on the screen."""

from automation.core.audit import AuditRecord, Facts, chain
from automation.terminal.audit_view import show_records
from tests.builders import NOW, REQUESTER
from tests.unit.automation.terminal.screen import Screen


def record(**changes: object) -> AuditRecord:
    facts = Facts(
        environment="prod",
        action="step-done",
        actor=REQUESTER,
        subject="move 5 aliases",
        reason="broken [sic]",
        run_id="prod-1",
        before={f"f{number}": "version 5" for number in range(5)},
        after={f"f{number}": "version 4" for number in range(5)},
    ).model_copy(update=changes)
    return chain(None, facts, event="1", at=NOW)


def test_a_record_is_a_row_with_who_what_when_and_why() -> None:
    screen = Screen()

    show_records(screen.console, "prod", [record()])

    for told in ("2026-03-02", "requester", "step-done", "broken [sic]", "prod-1", "and 2 more"):
        assert told in screen.text
    assert "version 5 → version 4" in " ".join(screen.text.split())


def test_an_audit_without_records_says_so() -> None:
    screen = Screen()

    show_records(screen.console, "prod", [])

    assert "no record yet" in screen.text
