"""What a watch makes of its looks: rows of passes and failures, and which signal is due. Pure.

Source: procedure, "Health Check Failures": every 30 seconds, 10 seconds at most, three failures.
What nobody could look at counts as neither: it ends a row, and starts nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from automation.core.names import Environment
from automation.core.trigger import TRIGGERS, Condition, Signal

HEALTH: Final = "health"
HEALTH_PATH: Final = "/api/health"
EVERY: Final = timedelta(seconds=30)
IN_A_ROW: Final = 3
# Looks that are further apart are not in a row: the machine slept, or its clock was set.
LONGEST_GAP: Final = timedelta(seconds=75)
# Response times: the decision matrix has the on-call engineer decide.
PERFORMANCE: Final = "latency-p95"
WATCHED: Final = (*TRIGGERS, PERFORMANCE)

_FIRST_PAUSE: Final = timedelta(seconds=30)
_LONGEST_PAUSE: Final = timedelta(minutes=4)
_REMEMBERED: Final = 100
Judgement = Literal["pass", "fail", "unknown"]


@dataclass(frozen=True)
class Look:
    """One look at a check.

    Attributes:
        at: when it began.
        said: what was seen, in words.
    """

    at: datetime
    judgement: Judgement
    said: str


@dataclass(frozen=True)
class Row:
    """What a check has shown up to now.

    Attributes:
        last: the newest look.
        length: looks in a row that were judged like it.
        began: the first of them.
        raised_since: the first failure of the row that raised the condition; None while it is not
            raised. Three other looks in a row end it, as three failures begin it (so does a
            Route 53 health check: developer guide, "failure threshold").
    """

    last: Look | None = None
    length: int = 0
    began: datetime | None = None
    raised_since: datetime | None = None

    def after(self, look: Look, gap: timedelta = LONGEST_GAP) -> "Row":
        """The row with one more look.

        Args:
            look: what was seen.
            gap: longest time between two looks that are in a row.
        """
        joins = self._is_joined_by(look, gap)
        began = self.began if joins and self.began and self._is_like(look) else look.at
        length = self.length + 1 if joins and self._is_like(look) else 1
        raised = self.raised_since if joins else None
        if length >= IN_A_ROW:
            raised = (raised or began) if look.judgement == "fail" else None
        return Row(look, length, began, raised)

    @property
    def condition(self) -> Condition:
        """The condition as the newest look leaves it: no pass since it was raised."""
        if self.last is None or self.last.judgement == "unknown":
            return Condition("INSUFFICIENT_DATA", None, self.last.said if self.last else "")
        if self.raised_since is None or self.last.judgement == "pass":
            return Condition("OK", self.began, self.last.said)
        since = f"{self.raised_since:%H:%M:%S} UTC"
        reason = f"{HEALTH_PATH} fails since {since}: {self.last.said}"
        return Condition("ALARM", self.raised_since, reason)

    def _is_joined_by(self, look: Look, gap: timedelta) -> bool:
        return self.last is not None and timedelta() <= look.at - self.last.at <= gap

    def _is_like(self, look: Look) -> bool:
        return self.last is not None and self.last.judgement == look.judgement


@dataclass(frozen=True)
class Brought:
    """When a signal was brought, and after how long it is to be brought again; None: never."""

    at: datetime
    pause: timedelta | None
    failures: int = 0

    def is_over(self, now: datetime) -> bool:
        """Whether the pause is; a clock that was set back does not prolong it."""
        return self.pause is not None and not self.at <= now < self.at + self.pause


@dataclass(frozen=True)
class Agenda:
    """Which signals were brought already: each once, while its condition lasts."""

    brought: Mapping[str, Brought] = field(default_factory=dict)

    def due(self, signals: Iterable[Signal], now: datetime) -> tuple[Signal, ...]:
        """Those of the signals that are to be brought now."""
        return tuple(
            signal
            for signal in signals
            if (before := self.brought.get(signal.key)) is None or before.is_over(now)
        )

    def answered(self, signal: Signal, now: datetime) -> "Agenda":
        """The signal led to something, or was judged; it is not brought again."""
        return self._with(signal, Brought(now, None))

    def postponed(self, signal: Signal, now: datetime) -> "Agenda":
        """Somebody else is at work on it; it is brought again soon."""
        return self._with(signal, Brought(now, _FIRST_PAUSE))

    def failed(self, signal: Signal, now: datetime) -> "Agenda":
        """Nothing could be decided, or a run stopped; the pauses grow."""
        before = self.brought.get(signal.key)
        failures = before.failures + 1 if before else 1
        pause = min(_FIRST_PAUSE * 2 ** min(failures - 1, 10), _LONGEST_PAUSE)
        return self._with(signal, Brought(now, pause, failures))

    def _with(self, signal: Signal, brought: Brought) -> "Agenda":
        others = [item for item in self.brought.items() if item[0] != signal.key]
        return Agenda(dict([*others, (signal.key, brought)][-_REMEMBERED:]))


def signals_of(
    environment: Environment, health: Row, alarms: Mapping[str, Condition], now: datetime
) -> tuple[Signal, ...]:
    """A signal for each condition that is true now: of the watch's own looks, and of the alarms.

    Args:
        environment: whose.
        health: the watch's own row.
        alarms: as last read, by the names of their triggers.
        now: when it is told.
    """
    found = [(HEALTH, health.condition), *((name, alarms[name]) for name in sorted(alarms))]
    return tuple(
        Signal("watch", name, environment, "ALARM", condition.since, now, condition.reason)
        for name, condition in found
        if name in WATCHED and condition.state == "ALARM" and condition.since is not None
    )
