"""Bringing signals to the decision, each once, and telling what came of it. I/O: the ports."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from automation.core.automatic import decide
from automation.core.errors import OperatorError, StoppedError
from automation.core.outlook import foretold
from automation.core.trigger import TRIGGERS, Signal
from automation.core.watch_news import News
from automation.core.watching import Agenda
from automation.runs.automatic import Reaction
from automation.runs.clock import Clock
from automation.runs.connection import Connection
from automation.runs.stopping import StopRequest


class Bringing:
    """Keeps in mind what was brought already."""

    def __init__(
        self, connection: Connection, clock: Clock, stop: StopRequest, *, acts: bool
    ) -> None:
        """Args:
        connection: to AWS.
        clock: the time.
        stop: what the signal handlers set.
        acts: whether the decision is carried out, or only told.
        """
        self._connection = connection
        self._clock = clock
        self._stop = stop
        self._acts = acts
        self._agenda = Agenda()

    def due(self, signals: Iterable[Signal]) -> tuple[Signal, ...]:
        """Those that are to be brought now. What only a person decides about never is."""
        urgent = [signal for signal in signals if signal.name in TRIGGERS]
        return self._agenda.due(urgent, self._clock.now())

    def bring(self, signals: Iterable[Signal]) -> Iterator[News]:
        """Bring signals, one after the other.

        Raises:
            StoppedError: somebody asked for it while a rollback was at work.
        """
        for signal in signals:
            if self._stop.is_asked:
                return
            try:
                news = self._react(signal) if self._acts else self._foretell(signal)
            except Exception as error:
                if isinstance(error, StoppedError) and self._stop.is_asked:
                    raise
                news = self._stuck(signal, error)
            if news is not None:
                yield news

    def _react(self, signal: Signal) -> News | None:
        reaction = self._connection.ask(lambda reach: reach.automatic.react(signal))
        now, was_told = self._clock.now(), signal.key in self._agenda.brought
        if reaction.outcome == "later":
            self._agenda = self._agenda.postponed(signal, now)
            if was_told:
                return None
        else:
            self._agenda = self._agenda.answered(signal, now)
        news = News(now, "reacted", signal.name, reaction.reason, outcome=reaction.outcome)
        return replace(
            news,
            run_id=reaction.run_id,
            commit=reaction.target_commit,
            next_command=_next_command(signal, reaction),
        )

    def _foretell(self, signal: Signal) -> News:
        situation = self._connection.ask(lambda reach: reach.automatic.look(signal))
        now = self._clock.now()
        self._agenda = self._agenda.answered(signal, now)
        return News(now, "told", signal.name, foretold(decide(signal, situation)))

    def _stuck(self, signal: Signal, error: Exception) -> News:
        """The watch goes on whatever happened: it may be over at the next attempt."""
        now = self._clock.now()
        self._agenda = self._agenda.failed(signal, now)
        if isinstance(error, OperatorError):
            said, command = error.message, error.next_command
        else:
            said, command = f"nobody foresaw this: {type(error).__name__}: {error}", None
        return News(now, "stuck", signal.name, said, next_command=command)


def _next_command(signal: Signal, reaction: Reaction) -> str | None:
    if reaction.outcome in {"rolled-back", "resumed"}:
        return f"python -m automation.rollback reconcile {signal.environment}"
    if reaction.outcome == "held":
        return f"python -m automation.releases {signal.environment}"
    return None
