"""All channels as one: a message goes where its place says. I/O: the channel's, and its secret.

A channel's library is imported when it is used: who only writes to the outbox needs none.
"""

# ruff: noqa: PLC0415 - see above

from collections.abc import Callable
from typing import Final

from automation.core.notification_settings import NotificationSettings
from automation.core.outbox import DeliveryError
from automation.core.parcel import Parcel, Receipt
from automation.core.telling import ChannelName, is_set_up, place_named, recipients_of
from automation.gateways.channels.secret_values import login, secret


class Switchboard:
    """The channels of a stack.

    Args:
        settings: how each is reached.
    """

    def __init__(self, settings: NotificationSettings) -> None:
        self._settings = settings

    def deliver(self, parcel: Parcel) -> Receipt:
        """Deliver a message by its channel.

        Raises:
            DeliveryError: the channel did not take it, or is no longer set up.
        """
        place = place_named(parcel.letter.place)
        if not is_set_up(place, self._settings):
            raise DeliveryError(f"{place.name} is no longer set up", is_final=True)
        return _DELIVERIES[place.channel](parcel, self._settings)


def _by_pagerduty(parcel: Parcel, settings: NotificationSettings) -> Receipt:
    from automation.gateways.channels.pagerduty import PagerDutyChannel

    assert settings.pagerduty is not None  # noqa: S101 - `is_set_up`
    return PagerDutyChannel(secret(settings.pagerduty.routing_key_secret)).deliver(parcel)


def _by_slack(parcel: Parcel, settings: NotificationSettings) -> Receipt:
    from automation.gateways.channels.slack import SlackChannel, SlackWebhook

    slack = settings.slack
    assert slack is not None  # noqa: S101 - `is_set_up`
    is_alerts = parcel.letter.place == "slack-alerts"
    if slack.token_secret is not None:
        channel = slack.alerts if is_alerts else slack.status
        return SlackChannel(secret(slack.token_secret), channel).deliver(parcel)
    webhook = slack.alerts_webhook_secret if is_alerts else slack.status_webhook_secret
    return SlackWebhook(secret(webhook or "")).deliver(parcel)


def _by_mail(parcel: Parcel, settings: NotificationSettings) -> Receipt:
    from automation.gateways.channels.ses import SesChannel
    from automation.gateways.channels.smtp import SmtpChannel

    email = settings.email
    assert email is not None  # noqa: S101 - `is_set_up`
    recipients = recipients_of(parcel.letter.place, settings)
    if email.smtp is None:
        return SesChannel(email, recipients).deliver(parcel)
    name = email.smtp.login_secret
    return SmtpChannel(email, recipients, login(name) if name else None).deliver(parcel)


def _by_sns(parcel: Parcel, settings: NotificationSettings) -> Receipt:
    from automation.gateways.channels.sns import SnsChannel

    assert settings.sns is not None  # noqa: S101 - `is_set_up`
    return SnsChannel(settings.sns).deliver(parcel)


def _by_status_page(parcel: Parcel, settings: NotificationSettings) -> Receipt:
    from automation.gateways.channels.statuspage import StatusPageChannel

    page = settings.statuspage
    assert page is not None  # noqa: S101 - `is_set_up`
    return StatusPageChannel(page, secret(page.api_key_secret)).deliver(parcel)


_DELIVERIES: Final[dict[ChannelName, Callable[[Parcel, NotificationSettings], Receipt]]] = {
    "pagerduty": _by_pagerduty,
    "slack": _by_slack,
    "email": _by_mail,
    "sns": _by_sns,
    "statuspage": _by_status_page,
}
