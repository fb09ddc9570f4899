"""Days on which releases go out, some fail, and the word of it comes late, twice and out of order.

The model knows what a person would expect of each word, by rules that are told in other terms than
the decision's: who is served what, is the alarm up, is the release new, was it left before.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Final

from automation.core.release import Release
from automation.core.trigger import TRIGGERS, ConditionState
from tests.builders import APPROVER, BAKE_MINUTES
from tests.unit.automation.automation_in_memory import Automation
from tests.unit.automation.model import Deployment

ROUNDS: Final = 6
_NAMES: Final = tuple(sorted(TRIGGERS))
_BAKE: Final = timedelta(minutes=BAKE_MINUTES)
_LATEST: Final = timedelta(hours=9)
_Happening = tuple[datetime, int, Callable[[], None]]
_NOISE: Final = (("latency-p95", "ALARM"), ("errors-fast", "OK"), ("health", "INSUFFICIENT_DATA"))


@dataclass(frozen=True)
class Word:
    """One delivery of a change of an alarm."""

    arrives: datetime
    name: str
    state: ConditionState
    since: datetime


@dataclass(frozen=True)
class Round:
    """A release, and what becomes of it.

    Attributes:
        fails_after: None where it is well.
        clears_after: from when on the alarms are quiet by themselves; None if they stay.
    """

    begins: datetime
    fails_after: timedelta | None
    clears_after: timedelta | None
    alarms: tuple[str, ...]


class AlarmingDays:
    """The days, for a seed."""

    def __init__(self, seed: int, words: int) -> None:
        self._random = Random(seed)  # noqa: S311 - a test's, by its seed
        self.automation = Automation()
        self.expected: list[str] = []
        self._number = 0
        self._alarms: dict[str, datetime] = {}
        self._live = self.automation.platform.good
        self._failing: str | None = None
        start = self.automation.platform.clock.now() + timedelta(days=1)
        self._rounds = [self._round(start + timedelta(hours=3 * n)) for n in range(ROUNDS)]
        self._words = sorted(self._written(words), key=lambda word: word.arrives)

    def live_through(self) -> None:
        """Let everything happen, in the order of time."""
        happenings: list[_Happening] = [*self._happenings()]
        happenings += [(each.arrives, 1, partial(self._deliver, each)) for each in self._words]
        for moment, _, happen in sorted(happenings, key=lambda happening: happening[:2]):
            self.automation.pass_time_until(moment)
            happen()

    def _round(self, begins: datetime) -> Round:
        draw = self._random
        fails = draw.choice([None, *(timedelta(minutes=m) for m in (2, 5, 12, 25, 40))])
        clears = draw.choice([None, None, timedelta(minutes=3)])
        alarms = tuple(draw.sample(_NAMES, draw.randint(1, len(_NAMES))))
        return Round(begins, fails, clears, alarms)

    def _written(self, number: int) -> Iterator[Word]:
        """Every alarm is told at least once, and at once; all else is repetition and noise."""
        told = [
            Word(each.begins + each.fails_after, name, "ALARM", each.begins + each.fails_after)
            for each in self._rounds
            if each.fails_after is not None
            for name in each.alarms
        ]
        yield from told
        for _ in range(number - len(told)):
            late = self._random.choice((timedelta(minutes=2), timedelta(minutes=20), _LATEST))
            delay = self._random.random() * late
            if told and self._random.random() < 0.7:
                word = self._random.choice(told)
                yield Word(word.arrives + delay, word.name, word.state, word.since)
            else:
                name, state = self._random.choice(_NOISE)
                since = self._random.choice(self._rounds).begins + delay
                yield Word(since, name, state, since)  # type: ignore[arg-type]

    def _happenings(self) -> Iterator[_Happening]:
        for each in self._rounds:
            failing = each.fails_after is not None
            yield each.begins, 0, partial(self._release, failing)
            if each.fails_after is not None:
                began = each.begins + each.fails_after
                yield began, 0, partial(self._raise, each.alarms, began)
                if each.clears_after is not None:
                    yield began + each.clears_after, 0, self._clear
            yield each.begins + timedelta(hours=2), 0, self._repair

    def _release(self, failing: bool) -> None:
        self._live = self._deploy()
        self._failing = self._live.commit if failing else None

    def _repair(self) -> None:
        """A person lifts the hold, deploys what is well, and judges it so."""
        platform = self.automation.platform
        held = platform.ledger.read_hold()
        if held is not None:
            lease = platform.ledger.declare_lease("lift", APPROVER, "lift", platform.clock.now())
            platform.ledger.lift_hold(held.run_id, lease, "repaired")
            platform.ledger.release_lease(lease, platform.clock.now())
        self._clear()
        self._live = self._deploy()
        self._failing = None
        self.automation.declare_healthy(self._live)

    def _deploy(self) -> Release:
        self._number += 1
        version = str(100 + self._number)
        platform = self.automation.platform
        now = platform.clock.now()
        made = platform.deploy(
            Deployment(
                versions={"api": version, "auth": "7", "reports": version},
                files={"index.html": f"page {version}", "robots.txt": "robots"},
                cleans_up=True,
            )
        )
        stamped = made.model_copy(update={"deployed_at": now})
        return platform.releases.declare_release(stamped, now)

    def _raise(self, names: tuple[str, ...], since: datetime) -> None:
        """Alarms are up for what is served; nothing is wrong any more once it was left."""
        if self._live.commit == self._failing:
            for name in names:
                self._alarms[name] = since
                self.automation.conditions.declare(name, "ALARM", since)

    def _clear(self) -> None:
        for name in self._alarms:
            self.automation.conditions.declare(name, "OK", self.automation.platform.clock.now())
        self._alarms.clear()

    def _deliver(self, word: Word) -> None:
        automation = self.automation
        signal = automation.signal(word.name, word.state, word.since)
        if self._is_to_act(word):
            self.expected.append(self._live.commit)
        reaction = automation.react(signal)
        if reaction.outcome == "rolled-back":
            self._live = automation.platform.good
            self._clear()

    def _is_to_act(self, word: Word) -> bool:
        return (
            word.state == "ALARM"
            and word.name in self._alarms
            and self._live.commit == self._failing
            and self._live.commit not in self.expected
            and self.automation.platform.clock.now() < self._live.deployed_at + _BAKE
        )
