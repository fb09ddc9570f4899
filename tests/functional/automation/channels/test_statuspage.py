"""The status page, against a server that answers as Statuspage does."""

from datetime import timedelta

import pytest

from automation.core.notification_settings import StatusPageSettings
from automation.gateways.channels.statuspage import StatusPageChannel, name_of
from sandbox.receivers.inbox import Inbox, Trouble
from sandbox.receivers.receivers import Receivers
from tests.functional.automation.channels.parcels import huge, parcel
from tests.functional.automation.channels.refusing import refused

pytestmark = pytest.mark.functional

KEY = "canary-api-key"


@pytest.fixture
def page(services: Receivers) -> StatusPageChannel:
    return StatusPageChannel(StatusPageSettings(page_id="abc", api_key_secret="s"), KEY)


def test_an_end_without_a_beginning_is_an_incident_that_is_resolved(
    page: StatusPageChannel, services: Receivers
) -> None:
    receipt = page.deliver(parcel("statuspage", "completed"))

    (incident,) = services.statuspage.incidents
    assert receipt.reference == incident["id"]
    assert incident["status"] == "resolved"
    assert "ROLLBACK COMPLETE - Clinical Trial Platform" in incident["body"]
    assert "the page is broken" not in str(incident)
    assert parcel("statuspage").letter.notice.run_id not in str(incident)


def test_a_lock_down_and_its_end_are_one_incident(
    page: StatusPageChannel, services: Receivers
) -> None:
    page.deliver(parcel("statuspage", "locked-down", key="INC-7", severity="critical"))
    page.deliver(parcel("statuspage", "locked-down", key="INC-8"))
    page.deliver(parcel("statuspage", "unlocked", key="INC-7"))

    by_key = {
        each["metadata"]["clinical-trial"]["incident"]: each
        for each in services.statuspage.incidents
    }
    assert len(services.statuspage.incidents) == 2
    assert by_key[name_of("INC-7")]["status"] == "resolved"
    assert by_key[name_of("INC-8")]["status"] == "investigating"


def test_a_message_that_is_delivered_twice_is_told_once(
    page: StatusPageChannel, services: Receivers, inbox: Inbox
) -> None:
    message = parcel("statuspage", "completed")
    inbox.declare_trouble("statuspage", Trouble(answer_lost=True))
    error = refused(lambda: page.deliver(message))
    assert not error.is_final

    page.deliver(message)

    assert len(inbox.of("statuspage")) == 1
    assert len(services.statuspage.incidents) == 1


def test_whatever_is_typed_fits(page: StatusPageChannel, services: Receivers) -> None:
    page.deliver(huge("statuspage", "completed"))

    (incident,) = services.statuspage.incidents
    assert len(incident["name"]) <= 200
    assert len(incident["body"]) <= 5000


@pytest.mark.parametrize(
    ("trouble", "is_final"),
    [
        (Trouble(429, retry_after="3"), False),
        (Trouble(420), False),
        (Trouble(503), False),
        (Trouble(401), True),
        (Trouble(422), True),
        (Trouble(text="<html>"), False),
        (Trouble(text="[]"), False),
        (Trouble(text='{"id": 7}'), False),
    ],
)
def test_a_refusal_says_whether_it_passes(
    page: StatusPageChannel, inbox: Inbox, trouble: Trouble, is_final: bool
) -> None:
    inbox.declare_trouble("statuspage", trouble)

    error = refused(lambda: page.deliver(parcel("statuspage", "completed")))

    assert error.is_final is is_final
    assert KEY not in error.reason
    assert error.pause == (timedelta(seconds=3) if trouble.retry_after else None)


def test_a_server_that_is_away_is_to_be_tried_again(
    services: Receivers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINICAL_TRIAL_STATUSPAGE_URL", "http://127.0.0.1:1")
    away = StatusPageChannel(StatusPageSettings(page_id="abc", api_key_secret="s"), KEY)

    error = refused(lambda: away.deliver(parcel("statuspage", "completed")))

    assert not error.is_final
