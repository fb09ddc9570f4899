"""All channels as one: secrets by their names, stand-ins of this machine alone."""

import json
from uuid import uuid4

import pytest

from automation.gateways.channels.switchboard import Switchboard
from sandbox.receivers.inbox import Inbox
from sandbox.receivers.receivers import Receivers
from tests.builders import notification_settings
from tests.functional.automation.channels.parcels import parcel
from tests.functional.automation.channels.refusing import refused
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional


@pytest.fixture
def secret(aws: None, clients: Clients) -> str:
    """A secret with a value that is nowhere else; its name."""
    name = f"trial/{uuid4().hex[:8]}"
    clients.of("secretsmanager").create_secret(Name=name, SecretString="canary-value\n")
    return name


def test_a_message_goes_where_its_place_says(
    services: Receivers, inbox: Inbox, secret: str
) -> None:
    switchboard = Switchboard(
        notification_settings(
            slack={"tokenSecret": secret, "alerts": "#ops", "status": "#news"},
            pagerduty={"routingKeySecret": secret},
            statuspage={"pageId": "abc", "apiKeySecret": secret},
        )
    )

    switchboard.deliver(parcel("slack-alerts"))
    switchboard.deliver(parcel("slack-status", "progress"))
    switchboard.deliver(parcel("pagerduty"))
    switchboard.deliver(parcel("statuspage", "completed"))

    channels = [arrival.body["channel"] for arrival in inbox.of("slack")]
    assert channels == ["#ops", "#news"]
    assert inbox.of("pagerduty")[0].body["routing_key"] == "canary-value"
    assert len(inbox.of("statuspage")) == 1


def test_a_webhooks_address_is_the_secret(
    services: Receivers, inbox: Inbox, clients: Clients, aws: None
) -> None:
    names = {}
    for which in ("alerts", "status"):
        names[which] = f"trial/{which}-{uuid4().hex[:8]}"
        clients.of("secretsmanager").create_secret(
            Name=names[which], SecretString=f"{services.slack_url}/services/{which}"
        )
    settings = notification_settings(
        slack={"alertsWebhookSecret": names["alerts"], "statusWebhookSecret": names["status"]}
    )

    Switchboard(settings).deliver(parcel("slack-status", "progress"))

    assert inbox.of("slack")[0].body["channel"] == "/services/status"


def test_a_rotated_secret_is_the_new_one_at_the_next_message(
    services: Receivers, inbox: Inbox, secret: str, clients: Clients
) -> None:
    switchboard = Switchboard(notification_settings(pagerduty={"routingKeySecret": secret}))
    switchboard.deliver(parcel("pagerduty"))
    clients.of("secretsmanager").put_secret_value(SecretId=secret, SecretString="rotated")

    switchboard.deliver(parcel("pagerduty", "failed"))

    keys = [arrival.body["routing_key"] for arrival in inbox.of("pagerduty")]
    assert keys == ["canary-value", "rotated"]


def test_a_missing_secret_is_named_and_final(services: Receivers, aws: None) -> None:
    switchboard = Switchboard(notification_settings(pagerduty={"routingKeySecret": "trial/gone"}))

    error = refused(lambda: switchboard.deliver(parcel("pagerduty")))

    assert error.is_final
    assert "ResourceNotFoundException" in error.reason


@pytest.mark.parametrize("text", ["no json", "[]", json.dumps({"username": "u"})])
def test_a_login_of_another_form_is_final_and_not_quoted(
    services: Receivers, aws: None, clients: Clients, text: str
) -> None:
    name = f"trial/{uuid4().hex[:8]}"
    clients.of("secretsmanager").create_secret(Name=name, SecretString=text)
    smtp = {"host": "localhost", "loginSecret": name}
    email = {"sender": "t@clinic.example", "stakeholders": ["a@clinic.example"], "smtp": smtp}

    error = refused(
        lambda: Switchboard(notification_settings(email=email)).deliver(
            parcel("email-stakeholders")
        )
    )

    assert error.is_final
    assert error.reason == f"the secret {name} is not {{username, password}}"


def test_a_channel_that_was_taken_away_is_final(services: Receivers) -> None:
    error = refused(
        lambda: Switchboard(notification_settings(slack=None)).deliver(parcel("slack-alerts"))
    )

    assert error.is_final
    assert error.reason == "slack-alerts is no longer set up"


@pytest.mark.parametrize("url", ["http://evil.example", "http://127.0.0.1.evil.example", "//x"])
def test_a_stand_in_of_another_machine_gets_neither_message_nor_secret(
    secret: str, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("CLINICAL_TRIAL_PAGERDUTY_URL", url)
    switchboard = Switchboard(notification_settings(pagerduty={"routingKeySecret": secret}))

    error = refused(lambda: switchboard.deliver(parcel("pagerduty")))

    assert error.is_final
    assert "may only name a server of this machine" in error.reason
