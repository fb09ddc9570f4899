"""PagerDuty, by its own client, against a server that answers as Events API v2 does."""

import json
import time
from datetime import timedelta
from functools import partial

import pytest

from automation.core.cutting import MARK
from automation.gateways.channels.pagerduty import PagerDutyChannel
from sandbox.receivers.inbox import Inbox, Trouble
from sandbox.receivers.pagerduty import PagerDuty
from sandbox.receivers.receivers import Receivers
from sandbox.receivers.web import WebReceiver
from tests.builders import notice
from tests.functional.automation.channels.parcels import huge, parcel
from tests.functional.automation.channels.refusing import refused

pytestmark = pytest.mark.functional

KEY = "canary0123456789"


@pytest.fixture
def pagerduty(services: Receivers) -> PagerDutyChannel:
    return PagerDutyChannel(KEY)


def test_one_alert_is_triggered_acknowledged_and_resolved(
    pagerduty: PagerDutyChannel, services: Receivers
) -> None:
    incident = notice().key
    states = []

    for kind in ("initiated", "failed", "acknowledged", "completed"):
        receipt = pagerduty.deliver(parcel("pagerduty", kind))
        assert receipt.reference == incident
        states.append(services.pagerduty.alerts[incident])

    assert states == ["triggered", "triggered", "acknowledged", "resolved"]
    assert set(services.pagerduty.alerts) == {incident}


def test_an_event_tells_what_and_how_bad(pagerduty: PagerDutyChannel, inbox: Inbox) -> None:
    pagerduty.deliver(parcel("pagerduty", actions=("move 2 aliases",)))

    payload = inbox.of("pagerduty")[0].body["payload"]
    assert payload["severity"] == "error"
    assert payload["source"] == "clinical-trial-prod"
    assert "ROLLBACK ALERT - Clinical Trial Platform" in payload["summary"]
    assert payload["custom_details"]["Actions Taken"] == ["move 2 aliases"]
    assert payload["custom_details"]["Issue"] == "the page is broken"


def test_whatever_is_typed_fits(pagerduty: PagerDutyChannel, inbox: Inbox) -> None:
    pagerduty.deliver(huge("pagerduty"))

    event = inbox.of("pagerduty")[0].body
    assert len(event["payload"]["summary"]) <= 1024
    assert event["payload"]["summary"].endswith(MARK)
    assert len(json.dumps(event)) < 512 * 1024


def test_a_long_incident_is_one_alert_still(pagerduty: PagerDutyChannel, inbox: Inbox) -> None:
    for kind in ("initiated", "completed"):
        pagerduty.deliver(parcel("pagerduty", kind, key="k" * 300))

    assert len({arrival.body["dedup_key"] for arrival in inbox.of("pagerduty")}) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_passes_is_to_be_tried_again_without_waiting_here(
    pagerduty: PagerDutyChannel, inbox: Inbox, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    inbox.declare_trouble("pagerduty", Trouble(status, retry_after="11"))

    error = refused(lambda: pagerduty.deliver(parcel("pagerduty")))

    assert not error.is_final
    assert error.pause == timedelta(seconds=11)
    assert str(status) in error.reason
    assert [each for each in slept if each > 0] == []


def test_an_unknown_integration_is_final_and_not_repeated_in_the_reason(
    inbox: Inbox, services: Receivers, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = WebReceiver(PagerDuty(inbox, frozenset(["another"])), inbox)
    monkeypatch.setenv("CLINICAL_TRIAL_PAGERDUTY_URL", server.url)

    error = refused(lambda: PagerDutyChannel(KEY).deliver(parcel("pagerduty")))

    assert error.is_final
    assert "'routing_key' is unknown" in error.reason
    assert KEY not in error.reason
    server.close()


@pytest.mark.parametrize("text", ["", "<html>", "[]", "{}", "{"])
def test_an_answer_without_sense_is_no_delivery(
    pagerduty: PagerDutyChannel, inbox: Inbox, text: str
) -> None:
    inbox.declare_trouble("pagerduty", Trouble(text=text))

    error = refused(lambda: pagerduty.deliver(parcel("pagerduty")))

    assert not error.is_final


def test_a_server_that_is_away_slow_or_silent_is_to_be_tried_again(
    services: Receivers, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.inbox.declare_trouble("pagerduty", Trouble(seconds=2), Trouble(answer_lost=True))
    slow = PagerDutyChannel(KEY)
    slow._client.timeout = 0.2  # type: ignore[assignment]
    silent = PagerDutyChannel(KEY)
    monkeypatch.setenv("CLINICAL_TRIAL_PAGERDUTY_URL", "http://127.0.0.1:1")
    away = PagerDutyChannel(KEY)

    for channel in (slow, silent, away):
        error = refused(partial(channel.deliver, parcel("pagerduty")))
        assert not error.is_final
        assert "can't be reached" in error.reason
        assert KEY not in error.reason
