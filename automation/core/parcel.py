"""A message on its way to a channel. Pure data."""

from dataclasses import dataclass

from automation.core.outbox import Letter
from automation.core.wording import Wording


@dataclass(frozen=True)
class Parcel:
    """What a channel delivers.

    Attributes:
        earlier: what the channel called the incident's first message at this place, if any.
    """

    letter: Letter
    wording: Wording
    earlier: str | None = None


@dataclass(frozen=True)
class Receipt:
    """That a channel took a message.

    Attributes:
        reference: what it calls the message, for answers to it.
        remark: what a person should know all the same.
    """

    reference: str | None = None
    remark: str | None = None
