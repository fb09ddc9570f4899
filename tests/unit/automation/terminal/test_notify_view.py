"""The outbox, and who is told of what, on the screen and as a document."""

import json
from datetime import timedelta

from automation.core.outbox import DeliveryError, claimed, delivered, letters_of, not_delivered
from automation.terminal.notify_view import (
    line_of,
    outbox_document,
    show_audiences,
    show_outbox,
)
from tests.builders import NOW, notice, notification_settings
from tests.unit.automation.terminal.screen import Screen

PAGER, ALERTS, TOPIC = letters_of(notice(), notification_settings())
DELIVERED = delivered(claimed(ALERTS, "a", NOW), NOW, "ts")
WAITING = not_delivered(claimed(PAGER, "a", NOW), DeliveryError("[503] away"), NOW)


def test_each_message_has_a_line_with_its_status_and_why() -> None:
    screen = Screen(columns=200)

    show_outbox(screen.console, "prod", (WAITING, DELIVERED), NOW + timedelta(seconds=1))

    pager = next(line for line in screen.lines if "pagerduty" in line)
    alerts = next(line for line in screen.lines if "slack-alerts" in line)
    assert "waiting" in pager
    assert "[503] away" in pager
    assert "from now" in pager
    assert "delivered" in alerts
    assert "a second ago" in alerts


def test_an_empty_outbox_says_so() -> None:
    screen = Screen()

    show_outbox(screen.console, "prod", (), NOW)

    assert screen.lines == ["Nothing was ever told of prod."]


def test_the_table_of_audiences_says_what_is_off() -> None:
    screen = Screen(columns=200)

    show_audiences(screen.console, notification_settings(slack=None))

    alerts = next(line for line in screen.lines if "slack-alerts" in line)
    assert alerts.startswith("immediate")
    assert alerts.rstrip().endswith("off")
    assert next(line for line in screen.lines if "pagerduty" in line).rstrip().endswith("set up")


def test_no_line_is_wider_than_the_screen() -> None:
    screen = Screen()
    long = WAITING.model_copy(update={"reason": "x" * 300})

    show_outbox(screen.console, "prod", (long,), NOW)
    show_audiences(screen.console, notification_settings())

    assert max(len(line) for line in screen.lines) <= 100


def test_the_document_has_a_version_and_each_messages_fate() -> None:
    document = json.loads(outbox_document("prod", (WAITING, DELIVERED)))

    assert document["format"] == "clinical-trial/outbox/1"
    pager, alerts = document["messages"]
    assert (pager["status"], pager["reason"], pager["attempts"]) == ("waiting", "[503] away", 1)
    assert (alerts["status"], alerts["place"], alerts["kind"]) == (
        "delivered",
        "slack-alerts",
        "initiated",
    )


def test_an_attempt_is_a_line() -> None:
    assert line_of(WAITING) == f"waiting  initiated to pagerduty ({PAGER.notice.key}): [503] away"
    assert line_of(TOPIC).startswith("waiting  initiated to sns")
