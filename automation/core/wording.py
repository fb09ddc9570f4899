"""The procedure's two templates, filled from a notice. Pure.

Source: procedure, section "Communication Templates": each label below is one of its fields. What
the public reads has neither the operators' own words nor their commands.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from automation.core.notice import Notice, NoticeKind
from automation.core.notification_settings import NotificationSettings
from automation.core.telling import UPDATE_EVERY
from automation.core.working_days import post_mortem_at

PLATFORM: Final = "Clinical Trial Platform"
Tone = Literal["alert", "trouble", "done"]
Facts = tuple[tuple[str, str], ...]

_HEADINGS: Final[dict[NoticeKind, str]] = {
    "initiated": "ROLLBACK ALERT",
    "acknowledged": "ROLLBACK UPDATE",
    "progress": "ROLLBACK UPDATE",
    "completed": "ROLLBACK COMPLETE",
    "failed": "ROLLBACK STOPPED",
    "aborted": "ROLLBACK ABORTED",
    "held": "ROLLBACK NOT POSSIBLE",
    "locked-down": "EMERGENCY LOCK-DOWN",
    "unlocked": "LOCK-DOWN LIFTED",
    "isolated": "FUNCTION ISOLATED",
}
_STATUS: Final[dict[NoticeKind, str]] = {
    "initiated": "IN PROGRESS",
    "acknowledged": "IN PROGRESS, taken up by a person",
    "progress": "IN PROGRESS",
    "failed": "STOPPED, a person has to go on",
    "aborted": "ABORTED, everything is back where it began",
    "held": "NOT POSSIBLE, the environment is held for a person",
    "locked-down": "CLOSED to all users, the rollback follows",
    "isolated": "PART CLOSED, the rest serves its users",
}
_OVER: Final = frozenset({"completed", "unlocked"})
_TROUBLE: Final = frozenset({"failed", "held", "locked-down", "isolated"})
_WORKING: Final = frozenset({"initiated", "acknowledged", "progress"})


@dataclass(frozen=True)
class Wording:
    """A message in words, before a channel gives it its form.

    Attributes:
        title: the template's first line.
        subject: one line that stands alone.
        facts: label and text, in the template's order.
        actions: what was done, where the template lists it.
        closing: label and text below.
        next_command: what a person types next.
        run: environment and run, for who looks them up; empty for the public.
    """

    title: str
    subject: str
    facts: Facts
    closing: Facts
    tone: Tone
    run: str
    actions: tuple[str, ...] | None = None
    next_command: str | None = None


def word(notice: Notice, settings: NotificationSettings, *, is_public: bool = False) -> Wording:
    """What an audience reads.

    Args:
        notice: what happened.
        settings: when post-mortems are held.
        is_public: whether people outside the platform's own read it.
    """
    title = f"{_HEADINGS[notice.kind]} - {PLATFORM}"
    issue = _issue(notice, is_public=is_public)
    is_plain = is_public and notice.environment == "prod"
    subject = f"{'' if is_plain else f'[{notice.environment}] '}{title}: {issue}"
    if notice.kind in _OVER:
        return _completion(notice, settings, title, subject, is_public=is_public)
    return Wording(
        title=title,
        subject=subject,
        facts=(
            ("Issue", issue),
            ("Severity", notice.severity.capitalize()),
            ("Affected Components", ", ".join(notice.components) or "not known yet"),
            ("Rollback Status", _STATUS[notice.kind]),
            ("ETA", _eta(notice)),
        ),
        actions=None if is_public else (notice.actions or (_beginning(notice),)),
        closing=(("Next Updates", _next_updates(notice)),),
        tone="trouble" if notice.kind in _TROUBLE else "alert",
        run=_run(notice, is_public=is_public),
        next_command=None if is_public else notice.next_command,
    )


def _completion(
    notice: Notice, settings: NotificationSettings, title: str, subject: str, *, is_public: bool
) -> Wording:
    post_mortem = post_mortem_at(
        notice.at, settings.post_mortem_working_days, settings.post_mortem_hour
    )
    return Wording(
        title=title,
        subject=subject,
        facts=(
            ("Issue", _issue(notice, is_public=is_public)),
            ("Resolution", _resolution(notice)),
            ("Duration", duration(notice.at - notice.began_at)),
            ("Impact", _impact(notice)),
        ),
        closing=(
            ("System Status", "OPERATIONAL"),
            ("Monitoring", "ACTIVE"),
            ("Post-Mortem", f"Scheduled for {post_mortem:%A, %d %B %Y, %H:%M} UTC"),
            ("Next Steps", _next_steps(is_public=is_public)),
        ),
        tone="done",
        run=_run(notice, is_public=is_public),
        next_command=None if is_public else notice.next_command,
    )


def duration(span: timedelta) -> str:
    """A length of time in words, in its two greatest units: `3 minutes 5 seconds`."""
    seconds = max(int(span.total_seconds()), 0)
    units = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))
    parts = []
    for name, size in units:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}{'' if count == 1 else 's'}")
    return " ".join(parts[:2]) or "less than a second"


def _issue(notice: Notice, *, is_public: bool) -> str:
    """One line: what a person typed may have several, and headers of a mail may not."""
    text = _public_issue(notice) if is_public else notice.issue
    return " ".join(text.split()) or "not described"


def _public_issue(notice: Notice) -> str:
    """What an emergency is about is for people to tell, when they know it."""
    if notice.severity == "critical":
        return "Closed or taken back as a precaution"
    return notice.scenario or "Disturbance of the platform"


def _resolution(notice: Notice) -> str:
    if notice.kind == "unlocked":
        return "The platform is open again"
    return f"Rollback to version {notice.version[:12] if notice.version else 'not known'}"


def _beginning(notice: Notice) -> str:
    if notice.version is None:
        return "none yet"
    return f"rollback to version {notice.version[:12]} begun"


def _impact(notice: Notice) -> str:
    if notice.impact is not None:
        return " ".join(notice.impact.split())
    if set(notice.components) == {"infrastructure"}:
        return "None known: what users get was not moved"
    return f"Users may have noticed it until {_time(notice.at)}"


def _eta(notice: Notice) -> str:
    if notice.kind not in _WORKING:
        return "Not known, a person decides"
    if notice.expected_at is None:
        return "Not known yet"
    if notice.expected_at <= notice.at:
        late = duration(notice.at - notice.expected_at)
        return f"Later than expected ({_time(notice.expected_at)}) by {late}"
    return f"{_time(notice.expected_at)} (in {duration(notice.expected_at - notice.at)})"


def _next_updates(notice: Notice) -> str:
    if notice.kind in _WORKING:
        return f"Every {UPDATE_EVERY.seconds // 60} minutes"
    return "When a person has acted"


def _next_steps(*, is_public: bool) -> str:
    if is_public:
        return "Nothing for you to do"
    return "Watch the metrics for 30 minutes, then find the cause; deployments stay held"


def _run(notice: Notice, *, is_public: bool) -> str:
    return "" if is_public else f"{notice.environment} · run {notice.run_id}"


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
