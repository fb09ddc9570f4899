"""What a schedule starts each minute, and the automatic rollback at once: messages are delivered.

A line of the log tells each attempt. What this function could not do is raised, and so is a message
that is given up: then the function's alarm calls a person. What is to be tried again is no failure;
the outbox knows when it is due.
Source: Lambda Developer Guide, "Configuring error handling settings for asynchronous invocation".
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, get_args

from automation.core.outbox import Letter, due
from automation.core.telling import ChannelName
from automation.gateways.outbox import OutboxGateway
from automation.handlers.context import ENVIRONMENT_VARIABLE, Context
from automation.handlers.log import tell
from automation.runs.clock import SystemClock
from automation.runs.deliverer import deliverer_of
from automation.runs.notices import settings_of

# Before its end nothing more is claimed: longer than the slowest attempt and its marking take.
_RESERVE_SECONDS: Final = 45.0


class GivenUpError(Exception):
    """Messages that will not be tried again."""


def handle(event: object, context: Context) -> dict[str, int]:
    """Deliver what is due, once.

    Args:
        event: the schedule's, or any other: the outbox tells what is to be done.
        context: Lambda's.

    Raises:
        GivenUpError: see there; everything else that was due was tried.
        Exception: AWS could not be reached, or refused.
    """
    environment = os.environ[ENVIRONMENT_VARIABLE]
    try:
        tried = _deliver(environment, lambda: _is_over(context))
    except Exception as error:
        tell("outcome", outcome="failed", reason=f"{type(error).__name__}: {error}")
        raise
    return answer_of(environment, tried)


def answer_of(environment: str, tried: Iterable[Letter]) -> dict[str, int]:
    """The function's answer, how many messages ended how; a line of the log for each of them.

    Args:
        environment: whose messages.
        tried: as each attempt left them.

    Raises:
        GivenUpError: see there.
    """
    counts: Counter[str] = Counter(delivered=0, waiting=0, failed=0)
    for letter in tried:
        counts[letter.status] += 1
        tell(
            "outcome",
            outcome=letter.status,
            message=letter.notice.kind,
            run=letter.notice.key,
            place=letter.place,
            reason=letter.reason,
        )
    if counts["failed"]:
        raise GivenUpError(
            f"{counts['failed']} messages were given up: "
            f"python -m automation.notify outbox {environment}"
        )
    return dict(counts)


def _deliver(environment: str, is_over: Callable[[], bool]) -> tuple[Letter, ...]:
    """Each channel beside the others: one that is away holds up none of them."""
    if not due(OutboxGateway(environment).letters(), SystemClock().now()):
        return ()
    deliverer = deliverer_of(environment, settings_of(environment), is_over)
    with ThreadPoolExecutor() as pool:
        rounds = pool.map(deliverer.round, get_args(ChannelName))
        return tuple(letter for letters in rounds for letter in letters)


def _is_over(context: Context) -> bool:
    return context.get_remaining_time_in_millis() / 1000 < _RESERVE_SECONDS
