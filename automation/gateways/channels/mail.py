"""A message as a mail: headers, plain text and HTML. No I/O.

Source: RFC 5322 (headers), RFC 3834 (`Auto-Submitted`: nobody's absence notice answers it).
"""

import hashlib
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from automation.core.cutting import cut
from automation.core.notification_settings import EmailSettings
from automation.core.parcel import Parcel
from automation.core.telling import place_named
from automation.gateways.messages.rendering import as_html, as_text

_SUBJECT: Final = 200
# No header is folded: 998 characters a line are allowed.
_POLICY: Final = SMTP.clone(max_line_length=900)
_DOMAIN: Final = "clinical-trial.invalid"


def mail_of(parcel: Parcel, settings: EmailSettings, recipients: tuple[str, ...]) -> EmailMessage:
    """The mail. Users do not see each other's addresses.

    The same message has the same `Message-ID`, so that a mailbox that gets it twice can tell; all
    of one incident refer to one name, so that they are shown together.
    """
    letter, mail = parcel.letter, EmailMessage(_POLICY)
    mail["Subject"] = cut(" ".join(parcel.wording.subject.split()), _SUBJECT)
    mail["From"] = settings.sender
    is_public = place_named(letter.place).is_public
    mail["To"] = settings.sender if is_public else ", ".join(recipients)
    mail["Date"] = letter.notice.at
    mail["Message-ID"] = _name(letter.key)
    mail["References"] = _name(f"{letter.place} {letter.notice.key}")
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(as_text(parcel.wording))
    mail.add_alternative(as_html(parcel.wording), subtype="html")
    return mail


def _name(text: str) -> str:
    return f"<{hashlib.sha256(text.encode()).hexdigest()[:40]}@{_DOMAIN}>"
