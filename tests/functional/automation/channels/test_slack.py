"""Slack, by its own client, against a server that answers as Slack does."""

import json
from datetime import timedelta
from functools import partial

import pytest

from automation.core.cutting import MARK
from automation.core.outbox import DeliveryError
from automation.gateways.channels.slack import SlackChannel, SlackWebhook, body_of
from sandbox.receivers.inbox import Inbox, Trouble
from sandbox.receivers.receivers import Receivers
from sandbox.receivers.slack import Slack
from sandbox.receivers.web import WebReceiver
from tests.functional.automation.channels.parcels import huge, parcel
from tests.functional.automation.channels.refusing import refused

pytestmark = pytest.mark.functional

TOKEN = "xoxb-canary-4711"


@pytest.fixture
def slack(services: Receivers) -> SlackChannel:
    return SlackChannel(TOKEN, "#alerts")


def test_a_message_has_the_templates_words_and_gets_a_name(
    slack: SlackChannel, inbox: Inbox
) -> None:
    receipt = slack.deliver(parcel("slack-alerts"))

    (arrival,) = inbox.of("slack")
    said = json.dumps(arrival.body["blocks"])
    assert arrival.body["channel"] == "#alerts"
    assert receipt.reference == arrival.body["ts"]
    for words in ("ROLLBACK ALERT - Clinical Trial Platform", "the page is broken", "High"):
        assert words in said
    assert arrival.body["text"].startswith("[prod] ROLLBACK ALERT")


def test_updates_stay_in_the_thread_and_an_end_is_seen_by_all(
    slack: SlackChannel, inbox: Inbox
) -> None:
    first = slack.deliver(parcel("slack-alerts")).reference
    slack.deliver(parcel("slack-alerts", "progress", earlier=first))
    slack.deliver(parcel("slack-alerts", "completed", earlier=first))

    beginning, update, end = (arrival.body for arrival in inbox.of("slack"))
    assert "thread_ts" not in beginning
    assert update["thread_ts"] == end["thread_ts"] == first
    assert not update.get("reply_broadcast")
    assert end["reply_broadcast"]


def test_whatever_is_typed_fits_and_is_text(slack: SlackChannel, inbox: Inbox) -> None:
    slack.deliver(huge("slack-alerts"))

    said = json.dumps(inbox.of("slack")[0].body, ensure_ascii=False)
    assert MARK in said
    assert "<!channel>" not in said
    assert "&lt;!channel&gt;" in said


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_passes_is_to_be_tried_again(slack: SlackChannel, inbox: Inbox, status: int) -> None:
    inbox.declare_trouble("slack", Trouble(status))

    error = refused(lambda: slack.deliver(parcel("slack-alerts")))

    assert not error.is_final
    assert str(status) in error.reason
    assert inbox.of("slack") == []


def test_slacks_wish_for_a_pause_is_passed_on(slack: SlackChannel, inbox: Inbox) -> None:
    inbox.declare_trouble("slack", Trouble(429, retry_after="37"))

    error = refused(lambda: slack.deliver(parcel("slack-alerts")))

    assert error.pause == timedelta(seconds=37)


@pytest.mark.parametrize(
    ("token", "channel", "said"),
    [("xoxb-other", "#alerts", "invalid_auth"), (TOKEN, "#gone", "channel_not_found")],
)
def test_what_slack_will_never_take_is_final(
    inbox: Inbox, token: str, channel: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = Slack(inbox, frozenset([TOKEN]), frozenset(["#alerts"]))
    server = WebReceiver(strict, inbox)
    monkeypatch.setenv("CLINICAL_TRIAL_SLACK_URL", server.url)

    error = refused(lambda: SlackChannel(token, channel).deliver(parcel("slack-alerts")))

    assert error.is_final
    assert said in error.reason
    server.close()


@pytest.mark.parametrize("text", ["", "<html>", "[]", '{"ok": true}', '{"ok": "perhaps"}', "{"])
def test_an_answer_without_sense_is_no_delivery(
    slack: SlackChannel, inbox: Inbox, text: str
) -> None:
    inbox.declare_trouble("slack", Trouble(text=text))

    error = refused(lambda: slack.deliver(parcel("slack-alerts")))

    assert not error.is_final


def test_a_server_that_is_away_or_slow_is_to_be_tried_again_and_no_secret_is_told(
    services: Receivers, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.inbox.declare_trouble("slack", Trouble(seconds=2))
    slow = SlackChannel(TOKEN, "#alerts")
    slow._client.timeout = 0.2  # type: ignore[assignment]
    monkeypatch.setenv("CLINICAL_TRIAL_SLACK_URL", "http://127.0.0.1:1")
    away = SlackChannel(TOKEN, "#alerts")

    for channel in (slow, away):
        error = refused(partial(channel.deliver, parcel("slack-alerts")))
        assert not error.is_final
        assert "can't be reached" in error.reason
        assert TOKEN not in error.reason


def test_a_lost_answer_is_no_delivery(slack: SlackChannel, inbox: Inbox) -> None:
    inbox.declare_trouble("slack", Trouble(answer_lost=True))

    error = refused(lambda: slack.deliver(parcel("slack-alerts")))

    assert not error.is_final
    assert len(inbox.of("slack")) == 1


def test_a_webhook_takes_the_same_message(services: Receivers, inbox: Inbox) -> None:
    url = f"{services.slack_url}/services/T0/B0/canary"

    receipt = SlackWebhook(url).deliver(huge("slack-status"))

    assert receipt.reference is None
    assert inbox.of("slack")[0].body["blocks"][0]["type"] == "header"


@pytest.mark.parametrize(
    ("trouble", "is_final"),
    [
        (Trouble(429, retry_after="5"), False),
        (Trouble(500), False),
        (Trouble(404), True),
        (Trouble(text="what?"), False),
    ],
)
def test_a_webhooks_refusal_tells_nothing_of_its_address(
    services: Receivers, inbox: Inbox, trouble: Trouble, is_final: bool
) -> None:
    url = f"{services.slack_url}/services/T0/B0/canary"
    inbox.declare_trouble("slack", trouble)

    error = refused(lambda: SlackWebhook(url).deliver(parcel("slack-status")))

    assert error.is_final is is_final
    assert "canary" not in error.reason


def test_a_webhook_without_tls_is_not_called() -> None:
    with pytest.raises(DeliveryError, match="no https"):
        SlackWebhook("http://hooks.example/services/x")


def test_blocks_keep_slacks_limits() -> None:
    blocks = body_of(huge("slack-alerts").wording)["blocks"]

    assert len(blocks) <= 50
    assert len(blocks[0]["text"]["text"]) <= 150
    for block in blocks:
        assert len(block.get("fields", ())) <= 10
        assert all(len(each["text"]) <= 2000 for each in block.get("fields", ()))
