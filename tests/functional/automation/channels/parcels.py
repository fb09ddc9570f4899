"""Messages to deliver, small and far too large."""

from typing import Any, Final

from automation.core.notice import NoticeKind
from automation.core.outbox import Letter
from automation.core.parcel import Parcel
from automation.core.telling import PlaceName, message_key, place_named
from automation.core.wording import word
from tests.builders import notice, notification_settings

HUGE: Final = '\u00e4 < & " ` *x* <!channel> ' * 4000


def parcel(
    place: PlaceName,
    kind: NoticeKind = "initiated",
    *,
    earlier: str | None = None,
    **facts: Any,
) -> Parcel:
    """A message as a deliverer hands it to a channel."""
    told, where = notice(kind, **facts), place_named(place)
    letter = Letter(key=message_key(told, where), place=place, notice=told, not_before=told.at)
    wording = word(told, notification_settings(), is_public=where.is_public)
    return Parcel(letter, wording, earlier)


def huge(place: PlaceName, kind: NoticeKind = "failed") -> Parcel:
    """One that no channel would take uncut."""
    return parcel(
        place,
        kind,
        issue=HUGE,
        actions=(HUGE,) * 300,
        next_command=HUGE,
        impact=HUGE,
        scenario=HUGE,
        components=("functions",) * 2000,
    )
