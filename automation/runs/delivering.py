"""Delivering what lies in the outbox, once a place and in order. I/O: the outbox and the channels.

A letter is claimed before it is sent and marked after it. What ends a deliverer between the two
leaves a claim that runs out, and another one sends the message again: at least once, then.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from automation.core.notification_settings import NotificationSettings
from automation.core.outbox import (
    DeliveryError,
    Letter,
    claimed,
    delivered,
    due,
    earlier_reference,
    not_delivered,
)
from automation.core.parcel import Parcel
from automation.core.telling import ChannelName, place_named
from automation.core.wording import word
from automation.runs.clock import Clock
from automation.runs.ports import Channel, Outbox


@dataclass(frozen=True)
class Delivering:
    """A deliverer.

    Attributes:
        channel: all channels as one.
        settings: for the words of the messages.
        who: a name that no other deliverer has.
        is_over: whether to claim nothing more, since the process is about to end.
    """

    outbox: Outbox
    channel: Channel
    settings: NotificationSettings
    clock: Clock
    who: str
    is_over: Callable[[], bool] = lambda: False

    def round(self, only: ChannelName | None = None) -> tuple[Letter, ...]:
        """Deliver everything that is due, each message's followers too.

        Args:
            only: leave other channels' messages to others.

        Returns:
            The letters that were tried, as each attempt left them.
        """
        tried: list[Letter] = []
        while attempts := self._attempts(only):
            tried += attempts
        return tuple(tried)

    def _attempts(self, only: ChannelName | None) -> list[Letter]:
        letters = self.outbox.letters()
        attempts = [
            self._try(letter, letters)
            for letter in due(letters, self._now())
            if only is None or place_named(letter.place).channel == only
        ]
        return [letter for letter in attempts if letter is not None]

    def _try(self, letter: Letter, letters: tuple[Letter, ...]) -> Letter | None:
        """One attempt; None where another deliverer was faster, or is to do it."""
        if self.is_over():
            return None
        ours = claimed(letter, self.who, self._now())
        if not self.outbox.advance(letter, ours):
            return None
        after = self._sent(ours, letters)
        self.outbox.advance(ours, after)
        return after

    def _sent(self, letter: Letter, letters: tuple[Letter, ...]) -> Letter:
        place = place_named(letter.place)
        wording = word(letter.notice, self.settings, is_public=place.is_public)
        parcel = Parcel(letter, wording, earlier_reference(letter, letters))
        try:
            receipt = self.channel.deliver(parcel)
        except DeliveryError as error:
            return not_delivered(letter, error, self._now())
        except Exception as error:  # noqa: BLE001 - one message must not stop the others
            unforeseen = DeliveryError(f"something nobody foresaw ({type(error).__name__})")
            return not_delivered(letter, unforeseen, self._now())
        return delivered(letter, self._now(), receipt.reference, receipt.remark)

    def _now(self) -> datetime:
        return self.clock.now()
