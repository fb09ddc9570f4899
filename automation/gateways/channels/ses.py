"""E-mail by Amazon SES. I/O: one call a message.

Source: SES API v2 reference, SendEmail with raw content. SES knows no key by which a mail sent
twice would be one; both have the same headers but the `Message-ID`, which SES sets itself.
"""

from typing import Final

from automation.core.notification_settings import EmailSettings
from automation.core.parcel import Parcel, Receipt
from automation.core.telling import place_named
from automation.gateways.channels.aws_calls import aws, sent
from automation.gateways.channels.mail import mail_of

_SERVICE: Final = "SES"


class SesChannel:
    """Mails to one list of addresses, in the environment's region."""

    def __init__(self, settings: EmailSettings, recipients: tuple[str, ...]) -> None:
        self._settings = settings
        self._recipients = recipients

    def deliver(self, parcel: Parcel) -> Receipt:
        """Send a mail; the receipt has the name that SES gives it.

        Raises:
            DeliveryError: it was not taken.
        """
        mail = mail_of(parcel, self._settings, self._recipients)
        is_public = place_named(parcel.letter.place).is_public
        answer = sent(
            _SERVICE,
            aws("sesv2").send_email,
            FromEmailAddress=self._settings.sender,
            Destination={("BccAddresses" if is_public else "ToAddresses"): list(self._recipients)},
            Content={"Raw": {"Data": mail.as_bytes()}},
        )
        return Receipt(str(answer["MessageId"]))
