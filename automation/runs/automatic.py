"""The automatic rollback: from a signal to what comes of it. I/O: through the ports only.

It gathers, lets `core.automatic` decide, claims the release's one automatic consequence, and has it
carried out by the rollback that people use. Whoever calls this (the Lambda function that an alarm
starts, `automation.watch`) acts at most once together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from automation.core.release import Release
from automation.core.trigger import Signal
from automation.runs.cataloguing import Archives
from automation.runs.clock import Clock
from automation.runs.ports import Claims, Conditions, Notices, Requests
from automation.runs.world import World

Outcome = Literal["rolled-back", "resumed", "held", "later", "ignored"]


@dataclass(frozen=True)
class Senses:
    """What an automatic rollback knows the world by.

    Attributes:
        archives: releases, ledger, functions and files of the environment.
        conditions: looks at a trigger's condition again.
        requests: counts the API's requests.
        claims: what was done automatically before.
        world_of: the ports of a run to, or on with, a release.
    """

    archives: Archives
    conditions: Conditions
    requests: Requests
    claims: Claims
    world_of: Callable[[Release], World]


@dataclass(frozen=True)
class Reaction:
    """What came of a signal.

    Attributes:
        outcome: `later` asks the caller to bring the signal again (in two minutes at most); the
            others are final for this word of it.
        reason: in words, for a log line.
        run_id: of the run that was carried out, gone on with, or holds the environment.
        target_commit: that users get again.
    """

    outcome: Outcome
    reason: str
    run_id: str | None = None
    target_commit: str | None = None


class AutomaticRollback:
    """Reacts to signals for one environment."""

    def __init__(
        self,
        senses: Senses,
        notices: Notices,
        clock: Clock,
        *,
        actor: str,
        new_run_id: Callable[[str, datetime], str],
    ) -> None:
        """Args:
        senses: what it knows the world by.
        notices: told when a person is needed; ordinary news of a run is the run's own.
        clock: the time.
        actor: caller ARN by STS.
        new_run_id: makes a run's name of environment and time.
        """
        self._senses = senses
        self._notices = notices
        self._clock = clock
        self._actor = actor
        self._new_run_id = new_run_id

    def react(self, signal: Signal) -> Reaction:
        """Do what the signal leads to, at most once.

        A signal that was acted on already is told so and changes nothing. Each call reads
        everything anew, so it may be called from a loop.

        Raises:
            OperatorError: the run stopped; its journal says where. The same signal again goes on
                with it.
        """
        raise NotImplementedError
