"""Mail: through a mail server on loopback, and by SES on the sandbox."""

import pytest

from automation.core.notification_settings import EmailSettings
from automation.core.telling import PlaceName, recipients_of
from automation.gateways.channels.ses import SesChannel
from automation.gateways.channels.smtp import SmtpChannel
from sandbox.receivers.inbox import Inbox, Trouble
from sandbox.receivers.receivers import Receivers
from tests.builders import notification_settings
from tests.functional.automation.channels.parcels import huge, parcel
from tests.functional.automation.channels.refusing import refused
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional

SETTINGS = notification_settings()
assert SETTINGS.email is not None
EMAIL: EmailSettings = SETTINGS.email


def smtp(place: PlaceName = "email-stakeholders") -> SmtpChannel:
    return SmtpChannel(EMAIL, recipients_of(place, SETTINGS))


def test_a_mail_has_text_and_page_and_is_answered_by_no_absence_notice(
    services: Receivers, inbox: Inbox
) -> None:
    smtp().deliver(parcel("email-stakeholders", "completed"))

    body = inbox.of("mail")[0].body
    assert body["recipients"] == ["all@clinic.example"]
    assert body["subject"].startswith("[prod] ROLLBACK COMPLETE - Clinical Trial Platform")
    assert "Resolution: Rollback to version aaaaaaaaaaaa" in body["text"]
    assert "Rollback to version aaaaaaaaaaaa" in body["html"]
    assert body["headers"]["Auto-Submitted"] == "auto-generated"


def test_users_do_not_see_each_other(services: Receivers, inbox: Inbox) -> None:
    smtp("email-users").deliver(parcel("email-users", "completed"))

    body = inbox.of("mail")[0].body
    assert body["recipients"] == ["ann@site.example", "ben@site.example"]
    assert "ann@site.example" not in str(body["headers"])


def test_a_mail_that_is_sent_twice_can_be_told_and_one_incident_stays_together(
    services: Receivers, inbox: Inbox
) -> None:
    for kind in ("progress", "progress", "completed"):
        smtp().deliver(parcel("email-stakeholders", kind))

    first, again, end = (arrival.body["headers"] for arrival in inbox.of("mail"))
    assert first["Message-ID"] == again["Message-ID"] != end["Message-ID"]
    assert first["References"] == end["References"]


def test_a_line_break_in_an_issue_makes_no_header(services: Receivers, inbox: Inbox) -> None:
    smtp().deliver(parcel("email-stakeholders", issue="a\r\nBcc: eve@evil.example\r\n\r\nb"))

    body = inbox.of("mail")[0].body
    assert "Bcc" not in body["headers"]
    assert body["recipients"] == ["all@clinic.example"]


@pytest.mark.parametrize(("status", "is_final"), [(451, False), (421, False), (554, True)])
def test_a_refusal_passes_or_does_not_by_its_first_digit(
    services: Receivers, inbox: Inbox, status: int, is_final: bool
) -> None:
    inbox.declare_trouble("mail", Trouble(status, text="no, all@clinic.example"))

    error = refused(lambda: smtp().deliver(parcel("email-stakeholders")))

    assert error.is_final is is_final
    assert error.reason == f"the mail server answered {status}"


def test_some_refused_addresses_are_told_and_the_others_get_it_once(
    services: Receivers, inbox: Inbox
) -> None:
    channel = SmtpChannel(EMAIL, ("refused@clinic.example", "all@clinic.example"))

    receipt = channel.deliver(parcel("email-stakeholders"))

    assert receipt.remark == "1 of 2 addresses were refused"
    assert inbox.of("mail")[0].body["recipients"] == ["all@clinic.example"]


def test_only_refused_addresses_are_final(services: Receivers) -> None:
    channel = SmtpChannel(EMAIL, ("refused@clinic.example",))

    assert refused(lambda: channel.deliver(parcel("email-stakeholders"))).is_final


def test_a_server_that_is_away_is_to_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINICAL_TRIAL_SMTP_URL", "smtp://127.0.0.1:1")

    error = refused(lambda: smtp().deliver(parcel("email-stakeholders")))

    assert not error.is_final
    assert "can't be reached" in error.reason


def test_a_login_that_a_server_does_not_offer_is_final(services: Receivers) -> None:
    channel = SmtpChannel(EMAIL, ("all@clinic.example",), ("user", "canary-password"))

    error = refused(lambda: channel.deliver(parcel("email-stakeholders")))

    assert error.is_final
    assert "canary" not in error.reason


def test_ses_takes_the_same_mail(aws: None, clients: Clients) -> None:
    clients.of("sesv2").create_email_identity(EmailIdentity=EMAIL.sender)
    before = _sent(clients)

    receipt = SesChannel(EMAIL, ("all@clinic.example",)).deliver(huge("email-stakeholders"))

    assert receipt.reference
    assert _sent(clients) > before


def test_a_sender_that_ses_does_not_know_is_final_and_is_not_quoted(aws: None) -> None:
    stranger = EMAIL.model_copy(update={"sender": "stranger@nowhere.example"})

    error = refused(lambda: SesChannel(stranger, ("a@b.example",)).deliver(parcel("email-users")))

    assert error.is_final
    assert "stranger" not in error.reason


def _sent(clients: Clients) -> int:
    return int(float(clients.of("ses").get_send_quota()["SentLast24Hours"]))
