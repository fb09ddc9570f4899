"""A watch as a table that is drawn again and again. I/O: a terminal.

What happens stays above it as lines. While a run is at work the table makes room for its report.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from automation.core.outlook import Outlook
from automation.core.trigger import Condition
from automation.core.watch_news import News, Picture
from automation.core.watching import HEALTH_PATH, PERFORMANCE, WATCHED, Row
from automation.terminal.watch_lines import print_news
from automation.terminal.watch_words import in_a_row, sentence, span, supposed, without_arns

_PER_SECOND: Final = 2
_STATES: Final = {
    "ALARM": ("!", "bold red", "RAISED"),
    "OK": ("✓", "green", "quiet"),
    "INSUFFICIENT_DATA": ("?", "yellow", "unknown"),
}
_VERDICTS: Final = {
    "healthy": ("healthy", "green"),
    "bad": ("bad", "red"),
    "unknown": ("not judged", "dim"),
}
_JUDGEMENTS: Final = {"pass": ("✓", "green"), "fail": ("✗", "bold red"), "unknown": ("?", "yellow")}


class WatchTable:
    """Drawn for as long as it is open."""

    def __init__(self, console: Console, now: Callable[[], datetime]) -> None:
        """Args:
        console: a terminal.
        now: the time, for ages.
        """
        self._console = console
        self._now = now
        self._picture: Picture | None = None
        self._live = self._new_live()

    @contextmanager
    def drawn(self) -> Iterator[None]:
        """Draw for as long as the context lasts."""
        self._live.start()
        try:
            yield
        finally:
            self._live.stop()

    def tell(self, news: News) -> None:
        """Print it above the table; that the watch goes on, the table itself tells."""
        if news.kind != "watching":
            print_news(self._console, news)

    def show(self, picture: Picture) -> None:
        """Draw this from now on."""
        self._picture = picture

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Take the table away meanwhile."""
        self._live.stop()
        try:
            yield
        finally:
            self._live = self._new_live()
            self._live.start()

    def _new_live(self) -> Live:
        return Live(
            console=self._console,
            get_renderable=self._render,
            refresh_per_second=_PER_SECOND,
            transient=True,
            vertical_overflow="crop",
        )

    def _render(self) -> RenderableType:
        return "" if self._picture is None else watch_table(self._picture, self._now())


def watch_table(picture: Picture, now: datetime) -> RenderableType:
    """What is watched, how it is, and what would come of an alarm."""
    return Group("", _head(picture, now), _facts(picture, now), "", _checks(picture, now), _foot())


def _head(picture: Picture, now: datetime) -> Text:
    does = ("acts by itself", "bold green") if picture.acts else ("ONLY TELLS", "bold yellow")
    return Text.assemble(
        (picture.environment, "bold"),
        "  ",
        does,
        (f"  watching for {span(now - picture.began)}, {now:%Y-%m-%d %H:%M:%S} UTC", "dim"),
    )


def _facts(picture: Picture, now: datetime) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim", min_width=16)
    table.add_column(overflow="fold")
    outlook = picture.outlook
    if outlook is not None:
        table.add_row("  users get", _live(outlook, now))
        table.add_row("  hold", _hold(outlook, now))
        table.add_row("  an alarm now", Text(supposed(outlook)))
    if picture.last is not None:
        last = picture.last
        said = without_arns(sentence(last))
        table.add_row("  last reaction", Text(f"{last.at:%H:%M:%S} UTC {last.about}: {said}"))
    return table


def _live(outlook: Outlook, now: datetime) -> Text:
    if outlook.live is None:
        return Text("no whole release: a deployment is under way, or failed", "yellow")
    return Text.assemble(
        (outlook.live.release.commit[:12], "bold"),
        "  ",
        _VERDICTS[outlook.verdict],
        f"  deployed {span(now - outlook.live.recorded_at)} ago",
        _newness(outlook, now),
    )


def _newness(outlook: Outlook, now: datetime) -> Text:
    if outlook.new_until is None:
        return Text("")
    left = outlook.new_until - now
    if left.total_seconds() <= 0:
        return Text(f"; not new since {outlook.new_until:%H:%M} UTC", "dim")
    return Text(f"; new until {outlook.new_until:%H:%M} UTC, {span(left)} left")


def _hold(outlook: Outlook, now: datetime) -> Text:
    hold = outlook.hold
    if hold is None:
        return Text("none", "dim")
    who = hold.actor.rsplit("/", 1)[-1]
    return Text(f"by {who} for {span(now - hold.since)}: {hold.reason}", "yellow")


def _checks(picture: Picture, now: datetime) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), expand=True, header_style="dim")
    table.add_column("", width=1, no_wrap=True)
    table.add_column("check", no_wrap=True, min_width=18)
    table.add_column("seen", no_wrap=True, ratio=1, overflow="ellipsis")
    table.add_column("in a row", no_wrap=True, min_width=15)
    table.add_column("since, UTC", no_wrap=True, min_width=11)
    table.add_column("looked", no_wrap=True, min_width=9, justify="right")
    _add_row(table, HEALTH_PATH, picture.health, now)
    for name in WATCHED:
        condition = picture.alarms.get(name)
        if condition is not None:
            _add_alarm(table, name, condition, picture, now)
    _add_row(table, "alarms, by AWS", picture.aws, now)
    _add_row(table, "releases, ledger", picture.releases, now)
    return table


def _add_row(table: Table, name: str, row: Row, now: datetime) -> None:
    if row.last is None:
        table.add_row("·", name, Text("not looked at yet", "dim"))
        return
    mark, style = _JUDGEMENTS[row.last.judgement]
    said = Text(row.last.said, "" if row.last.judgement == "pass" else style)
    looked = f"{span(now - row.last.at)} ago"
    table.add_row(Text(mark, style), name, said, in_a_row(row), _when(row.began, now), looked)


def _add_alarm(
    table: Table, name: str, condition: Condition, picture: Picture, now: datetime
) -> None:
    mark, style, word = _STATES[condition.state]
    said = f"{word}, a person decides" if name == PERFORMANCE else word
    if condition.state != "OK":
        said += f": {condition.reason}"
    last = picture.aws.last
    looked = f"{span(now - last.at)} ago" if last else ""
    seen = Text(said, "" if condition.state == "OK" else style)
    table.add_row(Text(mark, style), f"alarm {name}", seen, "", _when(condition.since, now), looked)


def _when(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return ""
    return f"{moment:%H:%M:%S}" if moment.date() == now.date() else f"{moment:%b %d %H:%M}"


def _foot() -> Text:
    return Text("\nCtrl-C stops the watch; a rollback in progress stops after its step.", "dim")
