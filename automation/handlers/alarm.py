"""What EventBridge starts when one of the platform's alarms changes its state.

A line of the log tells what came of it. What failed, or has to be looked at again, is raised: then
Lambda brings the event again, and in the end puts it into the dead-letter queue, which alarms.
Source: Lambda Developer Guide, "Configuring error handling settings for asynchronous invocation".
"""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from automation.core.trigger import Signal, signal_of
from automation.handlers.composition import automatic_rollback
from automation.handlers.context import ENVIRONMENT_VARIABLE, Context
from automation.handlers.log import tell
from automation.runs.automatic import Reaction
from automation.runs.clock import SystemClock
from automation.runs.stopping import StopRequest

# Before its end a run stops between two steps, and lets the lease go for whoever goes on.
_RESERVE_SECONDS: Final = 20.0
# More than the lease of a process that died lasts.
_PATIENCE: Final = timedelta(minutes=2)


class LookAgainError(Exception):
    """Another process is at the run, or was: the same event has to come again."""


def handle(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """React to an alarm's change of state.

    Args:
        event: EventBridge's, "CloudWatch Alarm State Change".
        context: Lambda's.

    Raises:
        UnknownEventError: it is no such event.
        LookAgainError: see there.
        OperatorError: the run stopped; the same event goes on with it.
    """
    clock, stop = SystemClock(), StopRequest()
    began = clock.now()
    try:
        signal = signal_of(event)
        with _stopping_in_time(context, stop):
            rollback = automatic_rollback(os.environ[ENVIRONMENT_VARIABLE], stop)
            reaction = rollback.react_patiently(signal, _PATIENCE)
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
        tell("outcome", outcome="failed", reason=told, event=_event_name(event))
        raise
    return answer_of(reaction, signal, (clock.now() - began).total_seconds())


def answer_of(reaction: Reaction, signal: Signal, seconds: float) -> dict[str, Any]:
    """The function's answer, which is its line in the log as well.

    Args:
        reaction: what came of the signal.
        signal: what was brought.
        seconds: that it took.

    Raises:
        LookAgainError: see there.
    """
    outcome = {
        "outcome": reaction.outcome,
        "reason": reaction.reason,
        "signal": signal.key,
        "run": reaction.run_id,
        "target": reaction.target_commit,
        "seconds": round(seconds, 3),
    }
    tell("outcome", **outcome)
    if reaction.outcome == "later":
        raise LookAgainError(reaction.reason)
    return outcome


def _event_name(event: object) -> str:
    """What a log calls an event that may be of any shape."""
    return str(event.get("id", "without an id"))[:100] if isinstance(event, Mapping) else "none"


@contextmanager
def _stopping_in_time(context: Context, stop: StopRequest) -> Iterator[None]:
    seconds = max(context.get_remaining_time_in_millis() / 1000 - _RESERVE_SECONDS, 0.0)
    timer = threading.Timer(seconds, stop.ask, ["the end of the function's time"])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
