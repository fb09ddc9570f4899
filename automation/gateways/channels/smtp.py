"""E-mail through a mail server. I/O: one SMTP session a message.

Source: RFC 5321: replies that begin with 4 pass, those with 5 do not. TLS is insisted on, but for a
server of this machine.
"""

import smtplib
import ssl
from typing import Final
from urllib.parse import urlsplit

from automation.core.notification_settings import EmailSettings, SmtpSettings
from automation.core.outbox import DeliveryError
from automation.core.parcel import Parcel, Receipt
from automation.gateways.channels import addresses
from automation.gateways.channels.answers import silence
from automation.gateways.channels.mail import mail_of

_SERVICE: Final = "the mail server"
_SECONDS: Final = 10
_TLS_PORT: Final = 465


class SmtpChannel:
    """Mails to one list of addresses.

    Args:
        settings: sender and server.
        recipients: addresses.
        login: user name and password, if the server wants them.
    """

    def __init__(
        self,
        settings: EmailSettings,
        recipients: tuple[str, ...],
        login: tuple[str, str] | None = None,
    ) -> None:
        self._settings = settings
        self._recipients = recipients
        self._login = login
        self._server = _server(settings.smtp or SmtpSettings(host="localhost", port=25))

    def deliver(self, parcel: Parcel) -> Receipt:
        """Hand a mail over.

        Raises:
            DeliveryError: the server took it for nobody.
        """
        mail = mail_of(parcel, self._settings, self._recipients)
        try:
            with self._connect() as session:
                refused = session.send_message(mail, self._settings.sender, self._recipients)
        except smtplib.SMTPRecipientsRefused as error:
            codes = {code for code, _ in error.recipients.values()}
            raise _refusal(min(codes, default=450)) from None
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code) from None
        except smtplib.SMTPNotSupportedError as error:
            raise DeliveryError(f"{_SERVICE} offers no TLS or login: {error}", is_final=True) from (
                None
            )
        except (OSError, smtplib.SMTPException) as error:
            raise silence(_SERVICE, error) from None
        return Receipt(str(mail["Message-ID"]), _remark(len(refused), len(self._recipients)))

    def _connect(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        if server.port == _TLS_PORT:
            session: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=_SECONDS, context=context
            )
        else:
            session = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
            if not server.is_here:
                session.starttls(context=context)
        if self._login is not None:
            session.login(*self._login)
        return session


def _server(settings: SmtpSettings) -> SmtpSettings:
    url = addresses.stand_in(addresses.SMTP)
    if url is None:
        return settings
    parts = urlsplit(url)
    return SmtpSettings(host=parts.hostname or "localhost", port=parts.port or 25)


def _refusal(code: int) -> DeliveryError:
    """Without the server's words, which may repeat an address."""
    return DeliveryError(f"{_SERVICE} answered {code}", is_final=code >= 500)


def _remark(refused: int, all_: int) -> str | None:
    return f"{refused} of {all_} addresses were refused" if refused else None
