"""The outbox: messages that wait, who delivers them, and what became of each. Pure.

Messages of one incident reach one place in order: the next one waits until the one before it is
delivered or given up. A deliverer claims a message for a time; when it ends meanwhile, another one
takes the message over, which is the one case in which it may be told twice.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final, Literal

from automation.core.notice import Notice, NoticeKind
from automation.core.notification_settings import NotificationSettings
from automation.core.release import Document
from automation.core.telling import PlaceName, message_key, places_of

FORMAT: Final = 1
# Longer than a channel may take, all its time-outs together.
CLAIM_TIME: Final = timedelta(minutes=2)
# What is older helps nobody any more; it is shown as failed.
GIVE_UP_AFTER: Final = timedelta(hours=24)
FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(minutes=5)
LONGEST_WISH: Final = timedelta(hours=1)
_ENDS_KEPT_FOR: Final = timedelta(days=90)
Status = Literal["waiting", "claimed", "delivered", "failed"]
_ORDER: Final[tuple[NoticeKind, ...]] = ("initiated", "acknowledged", "progress")


class Letter(Document):
    """One message to one place.

    Attributes:
        token: grows with each write, so that of two deliverers one is refused.
        not_before: when the next attempt is due.
        claimed_by: who delivers it, while it is claimed.
        reference: what the channel calls it, for answers to it.
        reason: of the last attempt that failed, or what is to be said of the delivery.
    """

    format: int = FORMAT
    key: str
    place: PlaceName
    notice: Notice
    status: Status = "waiting"
    token: int = 0
    attempts: int = 0
    not_before: datetime
    claimed_by: str | None = None
    claimed_until: datetime | None = None
    reference: str | None = None
    reason: str | None = None
    ended_at: datetime | None = None

    @property
    def expires(self) -> int | None:
        """When the table may forget it, in seconds since 1970; never while it waits."""
        if self.ended_at is None:
            return None
        return int((self.ended_at + _ENDS_KEPT_FOR).timestamp())


class DeliveryError(Exception):
    """A channel did not take a message.

    Attributes:
        reason: in words, without a secret.
        is_final: whether another attempt would fare no better.
        pause: what the channel wished for before the next one.
    """

    def __init__(
        self, reason: str, *, is_final: bool = False, pause: timedelta | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final
        self.pause = pause


def letters_of(notice: Notice, settings: NotificationSettings) -> tuple[Letter, ...]:
    """What has to be delivered so that everybody hears of a notice."""
    return tuple(
        Letter(
            key=message_key(notice, place),
            place=place.name,
            notice=notice,
            not_before=notice.at,
        )
        for place in places_of(notice, settings)
    )


def due(letters: Iterable[Letter], now: datetime) -> tuple[Letter, ...]:
    """The letters that may be delivered now: of each incident and place the first one left."""
    ordered = sorted(letters, key=_place_in_order)
    heads = [
        next((letter for letter in lane if letter.ended_at is None), None)
        for _, lane in groupby(ordered, key=_lane)
    ]
    return tuple(letter for letter in heads if letter is not None and _is_free(letter, now))


def in_order(letters: Iterable[Letter]) -> tuple[Letter, ...]:
    """The letters as a person reads them: the newest incident last, each by what happened when."""
    return tuple(sorted(letters, key=lambda it: (it.notice.began_at, it.notice.at, it.key)))


def is_open(letter: Letter) -> bool:
    """Whether it has still to be delivered."""
    return letter.ended_at is None


def earlier_reference(letter: Letter, letters: Iterable[Letter]) -> str | None:
    """What the channel calls the incident's first message at the letter's place, if it has one."""
    delivered = sorted(
        (other for other in letters if _lane(other) == _lane(letter) and other.reference),
        key=_place_in_order,
    )
    return delivered[0].reference if delivered else None


def claimed(letter: Letter, who: str, now: datetime) -> Letter:
    """The letter in a deliverer's hands."""
    return _next(
        letter, status="claimed", claimed_by=who, claimed_until=now + CLAIM_TIME,
        attempts=letter.attempts + 1,
    )  # fmt: skip


def delivered(
    letter: Letter, now: datetime, reference: str | None = None, remark: str | None = None
) -> Letter:
    """The letter, told.

    Args:
        letter: as it was claimed.
        now: the time.
        reference: what the channel calls it.
        remark: what a person should know all the same.
    """
    return _next(letter, status="delivered", reference=reference, reason=remark, ended_at=now)


def not_delivered(letter: Letter, error: DeliveryError, now: datetime) -> Letter:
    """The letter after an attempt that failed: given up, or waiting for the next one."""
    if error.is_final:
        return _next(letter, status="failed", reason=error.reason, ended_at=now)
    pause = max(_pause_after(letter.attempts), min(error.pause or timedelta(), LONGEST_WISH))
    if now + pause > letter.notice.at + GIVE_UP_AFTER:
        reason = f"given up after {GIVE_UP_AFTER.days * 24} hours: {error.reason}"
        return _next(letter, status="failed", reason=reason, ended_at=now)
    return _next(letter, status="waiting", reason=error.reason, not_before=now + pause)


def tried_again(letter: Letter, now: datetime) -> Letter:
    """A letter that was given up, as a person wants it delivered all the same."""
    return _next(letter, status="waiting", ended_at=None, not_before=now)


def _pause_after(attempts: int) -> timedelta:
    doublings: int = 2 ** min(max(attempts - 1, 0), 10)
    return min(FIRST_PAUSE * doublings, LONGEST_PAUSE)


def _next(letter: Letter, **changes: object) -> Letter:
    held = {"claimed_by": None, "claimed_until": None, "token": letter.token + 1}
    return letter.model_copy(update=held | changes)


def _is_free(letter: Letter, now: datetime) -> bool:
    if letter.status == "claimed":
        return letter.claimed_until is None or letter.claimed_until <= now
    return letter.not_before <= now


def _lane(letter: Letter) -> tuple[str, str]:
    return letter.place, letter.notice.key


def _place_in_order(letter: Letter) -> tuple[str, str, datetime, int, str]:
    kind = letter.notice.kind
    rank = _ORDER.index(kind) if kind in _ORDER else len(_ORDER)
    return (*_lane(letter), letter.notice.at, rank, letter.key)
