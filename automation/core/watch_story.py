"""What is worth telling of each thing that a watch learns, and the picture after it. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from automation.core.outlook import Outlook, foretold
from automation.core.person import person_of
from automation.core.trigger import Condition
from automation.core.watch_news import ACTIONS, News, NewsKind, Picture
from automation.core.watching import HEALTH, HEALTH_PATH, IN_A_ROW, PERFORMANCE, WATCHED, Look, Row

Told = tuple[Picture, tuple[News, ...]]
_UNKNOWN: Final = Condition("INSUFFICIENT_DATA", None, "")
# AWS is asked more rarely while it does not answer.
_GAP: Final = timedelta(minutes=10)


def opening(picture: Picture, at: datetime) -> News:
    """How a watch begins, and what it tells from time to time: whom it watches, and what for."""
    told = ["acts by itself" if picture.acts else "only tells", *_ill(picture)]
    if picture.outlook is not None:
        told += [_served(picture.outlook), _supposed(picture.outlook)]
    return News(at, "watching", picture.environment, "; ".join(told))


def after_reaction(picture: Picture, news: News) -> Picture:
    """What was done stays in the picture until something else is done."""
    was_done = picture.last is not None and picture.last.outcome in ACTIONS
    return picture if was_done and news.outcome == "ignored" else replace(picture, last=news)


def with_health(picture: Picture, look: Look) -> Told:
    """A look at the health page ended."""
    before, after = picture.health, picture.health.after(look)
    kind, text = _of_health(before, after, look)
    news = () if kind is None else (News(look.at, kind, HEALTH, text),)
    return replace(picture, health=after), news


def with_alarms(picture: Picture, alarms: Mapping[str, Condition], at: datetime) -> Told:
    """The alarms were read."""
    news = [
        each
        for name in WATCHED
        if (each := _of_alarm(picture, name, alarms.get(name, _UNKNOWN), at)) is not None
    ]
    row = picture.aws.after(Look(at, "pass", "answers"), _GAP)
    if _was_silent(picture.aws):
        news.insert(0, News(at, "well", "aws", "answers again"))
    return replace(picture, alarms=dict(alarms), aws=row), tuple(news)


def with_outlook(picture: Picture, outlook: Outlook, at: datetime) -> Told:
    """The releases were read."""
    news = [News(at, "changed", about, text) for about, text in _changes(picture, outlook)]
    row = picture.releases.after(Look(at, "pass", "read"), _GAP)
    if _was_silent(picture.releases):
        news.insert(0, News(at, "well", "releases", "can be read again"))
    return replace(picture, outlook=outlook, releases=row), tuple(news)


def with_silence(picture: Picture, about: str, problem: str, at: datetime) -> Told:
    """Alarms (`aws`) or releases could not be read; told once for each kind of problem."""
    row = picture.aws if about == "aws" else picture.releases
    after = row.after(Look(at, "unknown", problem), _GAP)
    is_new = not _was_silent(row) or _kind_of(row) != _kind_of(after)
    news = (
        (News(at, "unknown", about, f"{problem.rstrip('.')}. The watch goes on"),) if is_new else ()
    )
    if about == "aws":
        return replace(picture, aws=after), news
    return replace(picture, releases=after), news


def advice(environment: str) -> str:
    """What a person types where only a person may decide."""
    return (
        f"python -m automation.rollback {environment} --to last-good "
        f'--scenario performance --reason "…"'
    )


def _of_health(before: Row, after: Row, look: Look) -> tuple[NewsKind | None, str]:
    changed = before.last is None or before.last.judgement != look.judgement
    if after.raised_since is not None and after.raised_since != before.raised_since:
        return "began", after.condition.reason
    if before.raised_since is not None and after.raised_since is None:
        span = _span(look.at - before.raised_since)
        return "ended", f"no failure {IN_A_ROW} times in a row ({look.said}); it took {span}"
    if look.judgement == "fail" and after.raised_since is None:
        return "failed", f"{look.said} ({after.length} of {IN_A_ROW} in a row)"
    if not changed:
        return None, ""
    kinds: dict[str, NewsKind] = {"pass": "well", "fail": "failed", "unknown": "unknown"}
    return kinds[look.judgement], look.said


def _ill(picture: Picture) -> list[str]:
    """What is ill, so that a log in which nothing new stands tells it all the same."""
    last = picture.health.last
    found = [f"{HEALTH_PATH}: {last.said}"] if last and last.judgement != "pass" else []
    raised = [name for name, each in picture.alarms.items() if each.state == "ALARM"]
    return found + ([f"raised: {', '.join(raised)}"] if raised else [])


def _of_alarm(picture: Picture, name: str, now: Condition, at: datetime) -> News | None:
    before = picture.alarms.get(name, _UNKNOWN)
    was, is_true = before.state == "ALARM", now.state == "ALARM"
    if is_true and (not was or before.since != now.since):
        since = f" since {now.since:%H:%M:%S} UTC" if now.since else ""
        text = f"raised{since}: {now.reason}"
        if name == PERFORMANCE:
            said = f"{text}. The on-call engineer decides; nothing is done by itself"
            return News(at, "asks", name, said, next_command=advice(picture.environment))
        return News(at, "began", name, text)
    if was and not is_true:
        return News(at, "ended", name, f"is {now.state}")
    return None


def _changes(picture: Picture, now: Outlook) -> list[tuple[str, str]]:
    before = picture.outlook
    if before is None:
        return []
    found = []
    if _live(before) != _live(now):
        found.append(("live", _served(now)))
    if before.hold != now.hold:
        found.append(("hold", _held(now)))
    if type(before.response) is not type(now.response) or found:
        found.append(("outlook", _supposed(now)))
    return found


def _live(outlook: Outlook) -> tuple[str, datetime] | None:
    return (outlook.live.release.commit, outlook.live.recorded_at) if outlook.live else None


def _served(outlook: Outlook) -> str:
    if outlook.live is None:
        return "users are served no whole release: a deployment is under way, or failed"
    until = f", new until {outlook.new_until:%H:%M} UTC" if outlook.new_until else ""
    return f"users are served {outlook.live.release.commit[:12]}{until}"


def _held(outlook: Outlook) -> str:
    if outlook.hold is None:
        return "the hold was lifted"
    return f"held by {person_of(outlook.hold.actor)}: {outlook.hold.reason}"


def _supposed(outlook: Outlook) -> str:
    return f"an alarm now {foretold(outlook.response)}"


def _was_silent(row: Row) -> bool:
    return row.last is not None and row.last.judgement == "unknown"


def _kind_of(row: Row) -> str:
    return row.last.said.partition(":")[0] if row.last else ""


def _span(span: timedelta) -> str:
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
