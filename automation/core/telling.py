"""Who hears what, where and when: the procedure's table as data. Pure.

Source: procedure, section "Stakeholder Notification". Its times are met so: the operations team and
the on-call engineer hear of a beginning at once; whoever is told by status updates hears after ten
minutes, if it is still open then; the end is told to all as soon as it is there, which for a short
run is before the first update.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from automation.core.notice import Notice, NoticeKind
from automation.core.notification_settings import NotificationSettings

ChannelName = Literal["pagerduty", "slack", "email", "sns", "statuspage"]
PlaceName = Literal[
    "pagerduty",
    "slack-alerts",
    "slack-status",
    "email-development",
    "email-stakeholders",
    "email-users",
    "sns",
    "statuspage",
]
UPDATE_EVERY: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Place:
    """Where an audience hears of something.

    Attributes:
        is_public: whether people outside the platform's own read it.
    """

    name: PlaceName
    channel: ChannelName
    audience: str
    is_public: bool = False


@dataclass(frozen=True)
class Stage:
    """A row of the procedure's table.

    Attributes:
        earliest: after the beginning, as the procedure has it.
        latest: by when; None where the event itself decides.
        tells: what is told where.
    """

    name: str
    earliest: timedelta
    latest: timedelta | None
    tells: Mapping[PlaceName, frozenset[NoticeKind]]


_OPERATIONS: Final = "operations team, on-call engineer"
_DEVELOPMENT: Final = "development team, product owner"
PLACES: Final = (
    Place("pagerduty", "pagerduty", _OPERATIONS),
    Place("slack-alerts", "slack", _OPERATIONS),
    Place("sns", "sns", _OPERATIONS),
    Place("slack-status", "slack", _DEVELOPMENT),
    Place("email-development", "email", _DEVELOPMENT),
    Place("statuspage", "statuspage", "users", is_public=True),
    Place("email-stakeholders", "email", "all stakeholders"),
    Place("email-users", "email", "users", is_public=True),
)
_TROUBLE: Final[frozenset[NoticeKind]] = frozenset({"failed", "held", "locked-down", "isolated"})
_OVER: Final[frozenset[NoticeKind]] = frozenset({"completed", "unlocked"})
# Every user is shut out at once: the page says so without waiting for the end.
_SEEN_BY_USERS: Final[frozenset[NoticeKind]] = frozenset({"locked-down", "isolated"})

STAGES: Final = (
    Stage(
        "immediate",
        timedelta(),
        timedelta(minutes=5),
        {
            "pagerduty": _TROUBLE | {"initiated", "acknowledged"},
            "slack-alerts": _TROUBLE | {"initiated", "acknowledged", "progress", "aborted"},
            "sns": _TROUBLE | {"initiated"},
            "statuspage": _SEEN_BY_USERS,
        },
    ),
    Stage(
        "status",
        timedelta(minutes=5),
        timedelta(minutes=15),
        {
            "slack-status": _TROUBLE | {"progress", "aborted"},
            "email-development": _TROUBLE | {"progress", "aborted"},
        },
    ),
    Stage(
        "resolution",
        timedelta(minutes=15),
        None,
        {place.name: _OVER for place in PLACES},
    ),
)
# Where the same thing may be told again within one run; everything else is told once.
_AT_ITS_TIME: Final[frozenset[NoticeKind]] = frozenset({"failed", "acknowledged"})


def place_named(name: PlaceName) -> Place:
    """A place by its name."""
    return next(place for place in PLACES if place.name == name)


def places_of(notice: Notice, settings: NotificationSettings) -> tuple[Place, ...]:
    """Where a notice is told, as far as the stack has set that channel up.

    Args:
        notice: what happened.
        settings: the stack's channels.
    """
    told = {name for stage in STAGES for name, kinds in stage.tells.items() if notice.kind in kinds}
    return tuple(
        place
        for place in PLACES
        if place.name in told
        and is_set_up(place, settings)
        and (not place.is_public or is_customer_facing(notice))
    )


def is_set_up(place: Place, settings: NotificationSettings) -> bool:
    """Whether the stack names the channel and, for mail, somebody to write to."""
    if place.channel == "email":
        return bool(recipients_of(place.name, settings))
    return getattr(settings, place.channel) is not None


def is_anything_set_up(settings: NotificationSettings) -> bool:
    """Whether the stack tells anybody."""
    return any(is_set_up(place, settings) for place in PLACES)


def recipients_of(name: PlaceName, settings: NotificationSettings) -> tuple[str, ...]:
    """Mail addresses of a place; none where it is no mail, or nobody is named."""
    if settings.email is None:
        return ()
    return {
        "email-development": settings.email.development,
        "email-stakeholders": settings.email.stakeholders,
        "email-users": settings.email.users,
    }.get(name, ())


def is_customer_facing(notice: Notice) -> bool:
    """Whether users notice: what they get moved or was closed, or somebody said what they saw.

    The infrastructure alone, brought in line behind traffic that stays, is not theirs to hear of.
    """
    if notice.kind in _SEEN_BY_USERS or notice.kind == "unlocked":
        return True
    return notice.impact is not None or set(notice.components) != {"infrastructure"}


def message_key(notice: Notice, place: Place) -> str:
    """The same for the same thing told at the same place: writing it twice tells it once.

    An event that is delivered twice, or a function that is retried, tells at another time.
    """
    return f"{notice.key}#{notice.run_id}#{notice.kind}{_occurrence(notice)}#{place.name}"


def _occurrence(notice: Notice) -> str:
    if notice.kind == "progress":
        return f"-{(notice.at - notice.began_at) // UPDATE_EVERY}"
    if notice.kind in _AT_ITS_TIME:
        return f"-{notice.at:%Y%m%dT%H%M%S}"
    if notice.kind == "isolated":
        return "-" + ",".join(notice.components)
    return ""
