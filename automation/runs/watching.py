"""Keeping watch over an environment from outside of AWS. I/O: through the ports, in threads.

Each look has a rhythm of its own, so that a slow one delays no other. What is found is folded in
one thread, and in the same thread a signal is brought to the decision.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Final, Protocol, TypeVar

from automation.core.watch_news import ACTIONS, News, Picture
from automation.core.watch_story import (
    Told,
    after_reaction,
    opening,
    with_alarms,
    with_health,
    with_outlook,
    with_silence,
)
from automation.core.watching import EVERY, IN_A_ROW, Look, signals_of
from automation.runs.background import Recurring, Start, in_background, in_foreground
from automation.runs.bringing import Bringing
from automation.runs.lookout import Lookout, Place

TICK_SECONDS: Final = 0.5
OUTLOOK_EVERY: Final = timedelta(seconds=60)
STILL_WATCHING: Final = timedelta(minutes=10)
T = TypeVar("T")


class Audience(Protocol):
    """Who is told."""

    def tell(self, news: News) -> None:
        """One thing that happened."""

    def show(self, picture: Picture) -> None:
        """Everything as it is now."""

    def acting(self) -> AbstractContextManager[None]:
        """While it lasts, a run may tell of itself."""


class Watch:
    """One environment's watch."""

    def __init__(
        self, place: Place, audience: Audience, *, acts: bool, start: Start = in_background
    ) -> None:
        """Args:
        place: what is watched.
        audience: who is told.
        acts: whether decisions are carried out, or only told.
        start: begins the looks.
        """
        self._place = place
        self._clock = place.clock
        self._audience = audience
        self._bringing = Bringing(place.connection, place.clock, place.stop, acts=acts)
        self._picture = Picture(place.environment, acts, place.clock.now())
        self._told_at = self._picture.began
        self._lookout = Lookout(place)
        self._health = Recurring(self._lookout.health, EVERY, start)
        self._alarms = Recurring(self._lookout.alarms, EVERY, start)
        self._outlook = Recurring(self._lookout.outlook, OUTLOOK_EVERY, start)

    @property
    def picture(self) -> Picture:
        """Everything as it is now."""
        return self._picture

    def open(self) -> None:
        """Read the releases for the first time, and tell what is watched.

        Raises:
            OperatorError: that is not possible; nothing is watched then.
        """
        self._fold(with_outlook(self._picture, self._lookout.outlook(), self._clock.now()))
        self._tell((opening(self._picture, self._clock.now()),))

    def run(self) -> None:
        """Watch until somebody asks for a stop.

        Raises:
            StoppedError: a rollback was at work then; it stopped at a safe point.
        """
        while not self._place.stop.is_asked:
            self.step()
            self._clock.sleep(TICK_SECONDS)
        said = f"stopped; nobody watches {self._place.environment} from here any more"
        self._tell((News(self._clock.now(), "stopped", self._place.environment, said),))

    def step(self) -> None:
        """Begin what is due, take what has ended, and do what follows."""
        now = self._clock.now()
        for each in (self._health, self._alarms, self._outlook):
            each.begin_if_due(now)
        self._take_health(self._health.ended(now))
        self._take(self._alarms.ended(now), "aws", with_alarms)
        self._take(self._outlook.ended(now), "releases", with_outlook)
        self._tell_from_time_to_time()
        self.bring()

    def round(self) -> tuple[str, ...]:
        """One round, for a scheduler: the alarms, then the health page, which is looked at again
        after a failure, up to three times in the procedure's rhythm. So a round decides by itself.

        Returns:
            what came of the signals that it brought.

        Raises:
            StoppedError: a rollback was at work when somebody asked for a stop.
        """
        self._take(in_foreground(self._lookout.alarms), "aws", with_alarms)
        outcomes = self.bring()
        for number in range(IN_A_ROW):
            if number and not self._wait_for_the_next_look():
                break
            self._take_health(in_foreground(self._lookout.health))
            if not self._is_failing or ACTIONS & set(outcomes):
                break
        return (*outcomes, *self.bring())

    @property
    def _is_failing(self) -> bool:
        last = self._picture.health.last
        return last is not None and last.judgement == "fail"

    def _wait_for_the_next_look(self) -> bool:
        """Whether nobody asked for a stop meanwhile."""
        last = self._picture.health.last
        until = (last.at if last else self._clock.now()) + EVERY
        while not self._place.stop.is_asked and self._clock.now() < until:
            self._clock.sleep(TICK_SECONDS)
        return not self._place.stop.is_asked

    def bring(self) -> tuple[str, ...]:
        """Bring the signals that are due, and give the outcomes. Without AWS nothing could be
        decided, so they wait until it answers.

        Raises:
            StoppedError: a rollback was at work when somebody asked for a stop.
        """
        aws = self._picture.aws.last
        if aws is None or aws.judgement != "pass":
            return ()
        picture, now = self._picture, self._clock.now()
        signals = signals_of(picture.environment, picture.health, picture.alarms, now)
        due = self._bringing.due(signals)
        if not due:
            return ()
        outcomes = []
        with self._audience.acting():
            for news in self._bringing.bring(due):
                outcomes.append(news.outcome or news.kind)
                self._picture = after_reaction(self._picture, news)
                self._tell((news,))
        self._outlook.hurry()
        return tuple(outcomes)

    def _take_health(self, ended: "Future[Look] | None") -> None:
        if ended is None:
            return
        error = ended.exception()
        unknown = Look(self._clock.now(), "unknown", str(error))
        self._fold(with_health(self._picture, unknown if error else ended.result()))
        self._place.own.row = self._picture.health

    def _take(self, ended: "Future[T] | None", about: str, fold: Callable[..., Told]) -> None:
        if ended is None:
            return
        error, now = ended.exception(), self._clock.now()
        if error is None:
            self._fold(fold(self._picture, ended.result(), now))
        else:
            self._fold(with_silence(self._picture, about, str(error), now))

    def _fold(self, told: Told) -> None:
        self._picture, news = told
        self._tell(news)

    def _tell(self, news: Iterable[News]) -> None:
        for each in news:
            self._told_at = each.at
            self._audience.tell(each)
        self._audience.show(self._picture)

    def _tell_from_time_to_time(self) -> None:
        """A log in which nothing stands does not tell whether anybody watches."""
        now = self._clock.now()
        if not self._told_at <= now < self._told_at + STILL_WATCHING:
            self._tell((opening(self._picture, now),))
        else:
            self._audience.show(self._picture)
