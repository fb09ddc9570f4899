"""How a stack tells people: what is possible, and that secrets are only named."""

from typing import Any

import pytest
from pydantic import ValidationError

from automation.core.notification_settings import NotificationSettings
from automation.core.release import Governance
from tests.builders import notification_settings


def test_nothing_is_set_up_unless_it_is_named() -> None:
    settings = NotificationSettings()

    assert (settings.pagerduty, settings.slack, settings.email) == (None, None, None)
    assert (settings.sns, settings.statuspage) == (None, None)


def test_a_record_from_before_there_were_notifications_tells_nobody() -> None:
    governance = Governance.model_validate({"roles": {}, "protected_branch": "main"})

    assert governance.notifications is None


def test_settings_survive_a_release_record() -> None:
    governance = Governance(
        roles={}, protected_branch="main", notifications=notification_settings()
    )

    assert Governance.model_validate_json(governance.model_dump_json()) == governance


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pagerduty": {"routingKeySecret": "has spaces"}}, "neither the name nor the ARN"),
        ({"slack": {"tokenSecret": "xoxb-1234"}}, "that is a token"),
        ({"slack": {}}, "slack needs tokenSecret, or"),
        ({"slack": {"alertsWebhookSecret": "a"}}, "slack needs tokenSecret, or"),
        (
            {"slack": {"tokenSecret": "t", "alertsWebhookSecret": "a", "statusWebhookSecret": "b"}},
            "slack needs tokenSecret, or",
        ),
        ({"slack": {"tokenSecret": "t", "alerts": "alerts"}}, "should match pattern"),
        ({"email": {"sender": "nobody"}}, "'nobody' is no mail address"),
        ({"email": {"sender": "a@b.example", "users": ["a@b, c@d"]}}, "is no mail address"),
        ({"email": {"sender": "a@b.example", "users": ["a@b.example"] * 51}}, "at most 50"),
        ({"sns": {"topicArn": "arn:aws:sqs:us-east-1:123456789012:queue"}}, "match pattern"),
        ({"statuspage": {"pageId": "../x", "apiKeySecret": "k"}}, "match pattern"),
        ({"carrierPigeon": {}}, "Extra inputs"),
        ({"postMortemWorkingDays": 0}, "greater than or equal to 1"),
    ],
)
def test_refuses_what_is_impossible(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        NotificationSettings.model_validate(changes)


def test_two_webhooks_stand_in_for_a_token() -> None:
    slack = {"alertsWebhookSecret": "a", "statusWebhookSecret": "b"}

    assert notification_settings(slack=slack).slack is not None
