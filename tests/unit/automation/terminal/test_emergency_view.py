"""A lock-down as a person reads it."""

import json
from collections.abc import Callable

from rich.console import Console

from automation.core.contacts import Contacts
from automation.core.doors import FIREWALL, closed_acl
from automation.core.evidence import Kept
from automation.core.lockdown import closing_of
from automation.core.unlocking import DoorState
from automation.runs.closing import Outcome
from automation.runs.locking import Report
from automation.terminal.emergency_unlock import show_left
from automation.terminal.emergency_view import (
    contacts_document,
    show_contacts,
    show_report,
    show_status,
    status_document,
)
from tests.builders import NOW
from tests.unit.automation.lock_down_in_memory import ACL, OTHER_ACL, claim
from tests.unit.automation.terminal.screen import Screen
from tests.unit.components.values import CONTACTS


def shown(show: Callable[[Console], None]) -> str:
    screen = Screen()
    show(screen.console)
    return " ".join(screen.text.split())


CLOSING = closing_of(FIREWALL, "web ACL x", ACL, claim())
CLOSED = DoorState(CLOSING, closed_acl(ACL))
CHANGED = DoorState(CLOSING, OTHER_ACL)
KEPT = Kept(
    key="evidence/prod-1/a.json",
    version_id="v",
    sha256="f" * 64,
    size=3,
    run_id="prod-1",
    kept_at=NOW,
)


def test_what_is_closed_is_shown_with_who_why_and_the_next_command() -> None:
    said = shown(lambda console: show_status(console, "prod", [CLOSED], [KEPT], [], NOW))

    for fact in ("web ACL", "closed", "user/requester", "SEC-1", "a stolen key", KEPT.key):
        assert fact in said
    assert "automation.emergency unlock prod" in said


def test_what_somebody_changed_is_shown_with_the_difference() -> None:
    said = shown(lambda console: show_status(console, "prod", [CHANGED], [], [], NOW))

    assert "CHANGED" in said
    assert "rule a is gone" in said
    assert "automation.emergency lockdown prod" in said


def test_nothing_closed_is_said() -> None:
    said = shown(lambda console: show_status(console, "prod", [], [], [], NOW))

    assert "prod is not locked down" in said


def test_the_document_has_the_same_and_not_the_configurations() -> None:
    document = json.loads(status_document("prod", [CHANGED], [KEPT], []))

    (door,) = document["doors"]
    assert (door["state"], door["incident"]) == ("changed", "SEC-1")
    assert "former" not in door
    assert document["evidence"][0]["sha256"] == KEPT.sha256


def test_a_door_that_is_open_stands_out() -> None:
    outcome = Outcome(FIREWALL, problem="AccessDenied")
    report = Report(claim(), (outcome,), problems=["hold: busy"])

    said = shown(lambda console: show_report(console, report))

    assert "NOT closed: web ACL (the edge): AccessDenied" in said
    assert "hold: busy" in said


def test_people_are_listed_in_the_order_in_which_they_are_called() -> None:
    contacts = Contacts.model_validate(CONTACTS)

    said = shown(lambda console: show_contacts(console, contacts))
    document = json.loads(contacts_document("prod", contacts))

    assert said.index("Primary") < said.index("Secondary") < said.index("Escalation")
    assert [who["part"] for who in document["calling_order"]] == [
        "Primary",
        "Secondary",
        "Escalation",
    ]
    assert document["teams"] == {"Security Team": "security@example.org"}


def test_a_part_that_was_opened_is_not_told_to_be_all() -> None:
    function = DoorState(
        closing_of("function:clinical-trial-api-prod", "x", "null", claim()), "null"
    )

    text = shown(lambda console: show_left(console, "prod", (function,), (CLOSING,)))

    assert "open as before: function clinical-trial-api-prod" in text
    assert "still closed: web ACL (the edge); nobody was told yet" in text
    assert 'automation.emergency unlock prod --reason "…"' in text
