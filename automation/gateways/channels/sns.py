"""An SNS topic. I/O: one call a message.

Source: SNS API reference, Publish: 256 KB a message, a subject of less than 100 ASCII characters
without control characters; SNS developer guide, "Mobile text messaging": 1,600 characters a text
message, billed by parts. A standard topic knows no key by which a message sent twice would be one.
"""

import json
from typing import Final

from automation.core.cutting import cut, cut_bytes
from automation.core.notification_settings import SnsSettings
from automation.core.parcel import Parcel, Receipt
from automation.gateways.channels.aws_calls import aws, sent
from automation.gateways.messages.rendering import as_text

_SERVICE: Final = "SNS"
_SUBJECT: Final = 99
# In JSON a character may take six bytes, and the text is there twice: below 256 KB in any case.
_TEXT: Final = 16 * 1024
# Three parts of a text message.
_SMS: Final = 400


class SnsChannel:
    """Messages to a topic; subscribers may filter by `kind` and `severity`."""

    def __init__(self, settings: SnsSettings) -> None:
        self._arn = settings.topic_arn

    def deliver(self, parcel: Parcel) -> Receipt:
        """Publish a message; the receipt has its id.

        Raises:
            DeliveryError: it was not taken.
        """
        notice = parcel.letter.notice
        answer = sent(
            _SERVICE,
            aws("sns", self._arn.split(":")[3]).publish,
            TopicArn=self._arn,
            MessageStructure="json",
            **body_of(parcel),
            MessageAttributes={
                name: {"DataType": "String", "StringValue": value}
                for name, value in (("kind", notice.kind), ("severity", notice.severity))
            },
        )
        return Receipt(str(answer["MessageId"]))


def body_of(parcel: Parcel) -> dict[str, str]:
    """Subject and message, within SNS's limits."""
    wording = parcel.wording
    text = cut_bytes(as_text(wording), _TEXT)
    subject = cut(" ".join(wording.subject.split()), _SUBJECT)
    plain = "".join(each if " " <= each <= "~" else "?" for each in subject.replace("…", "..."))
    forms = {"default": text, "email": text, "sms": cut(" ".join(wording.subject.split()), _SMS)}
    return {"Subject": plain[:_SUBJECT], "Message": json.dumps(forms)}
