"""What a watch tells, in words. No I/O."""

import re
from datetime import timedelta
from typing import Final

from automation.core.outlook import Outlook, foretold
from automation.core.watch_news import News, NewsKind
from automation.core.watching import IN_A_ROW, Row

MARKS: Final[dict[NewsKind, tuple[str, str]]] = {
    "watching": ("·", "dim"),
    "failed": ("✗", "red"),
    "unknown": ("?", "yellow"),
    "well": ("✓", "green"),
    "began": ("!", "bold red"),
    "ended": ("✓", "green"),
    "reacted": ("→", "bold cyan"),
    "told": ("→", "bold cyan"),
    "asks": ("!", "bold yellow"),
    "stuck": ("✗", "bold red"),
    "changed": ("·", "cyan"),
    "stopped": ("·", "bold"),
}
_ARN: Final = re.compile(r"arn:aws:[\w:-]+/(?:[\w+=,.@-]+/)*([\w+=,.@-]+)")
_PLURALS: Final = {"pass": "passes", "fail": "failures", "unknown": "unknown"}
_SINGLE: Final = {"pass": "pass", "fail": "failure", "unknown": "unknown"}


def sentence(news: News) -> str:
    """What happened, with what came of it."""
    if news.kind == "told":
        return f"it {news.text}; this watch only tells"
    run, commit = news.run_id, (news.commit or "")[:12]
    heads = {
        None: "",
        "rolled-back": f"went back to {commit}, run {run}: ",
        "resumed": "went on with what was cut off: ",
        "held": "held the environment, and a person is needed: ",
        "later": "not now: ",
        "ignored": "nothing is done: ",
    }
    return heads[news.outcome] + news.text


def in_a_row(row: Row) -> str:
    """`41 passes`, `2 failures of 3`."""
    if row.last is None:
        return ""
    judgement = row.last.judgement
    word = _SINGLE[judgement] if row.length == 1 else _PLURALS[judgement]
    of = f" of {IN_A_ROW}" if judgement == "fail" and row.length < IN_A_ROW else ""
    return f"{row.length} {word}{of}"


def span(time: timedelta) -> str:
    """`12 s`, `4 min`, `2 h 5 min`; what lies ahead by another clock is now."""
    seconds = max(0, round(time.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(seconds // 60, 60)
    if hours >= 48:
        return f"{hours // 24} days"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def supposed(outlook: Outlook) -> str:
    """What an alarm would do now, as a sentence."""
    return without_arns(foretold(outlook.response))


def without_arns(text: str) -> str:
    """The text with people's names where it has their ARNs: a screen is narrow."""
    return _ARN.sub(r"\1", text)
