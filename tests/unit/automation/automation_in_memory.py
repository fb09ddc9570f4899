"""The automatic rollback on the platform in memory, where an alarm fires for the bad release."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from automation.core.release import Release
from automation.core.situation import subject_of
from automation.core.trigger import ConditionState, Signal, signal_of
from automation.runs.automatic import AutomaticRollback, Reaction, Senses
from automation.runs.cataloguing import Archives, read_catalogue
from automation.runs.world import World
from tests.alarm_events import alarm_event, at
from tests.unit.automation.fakes import FakeClaims, FakeConditions, FakeNotices, FakeRequests
from tests.unit.automation.platform_in_memory import Platform

LAMBDA: Final = "arn:aws:sts::123456789012:assumed-role/clinical-trial-rollback-prod/rollback"
# After the bad release's record was written, an alarm's minute and its evaluation.
ALARM_DELAY: Final = timedelta(minutes=2)


@dataclass
class Automation:
    """One environment that goes back by itself."""

    platform: Platform = field(default_factory=Platform)

    def __post_init__(self) -> None:
        calls = self.platform.calls
        self.claims = FakeClaims(calls)
        self.conditions = FakeConditions()
        self.requests = FakeRequests()
        self.notices = FakeNotices(calls)
        self._numbers = count(1)
        self.since = self.platform.bad.deployed_at + ALARM_DELAY
        self.pass_time_until(self.since + timedelta(seconds=1))
        self.conditions.declare("errors-fast", "ALARM", self.since)
        self.declare_healthy(self.platform.good)

    def declare_healthy(self, *releases: Release) -> None:
        """Somebody judged releases."""
        for each in releases:
            self.platform.ledger.declare_health(each.commit, "healthy")

    def pass_time_until(self, moment: datetime) -> None:
        """It is later."""
        self.platform.clock.pass_time(max(moment - self.platform.clock.now(), timedelta()))

    def signal(
        self,
        name: str = "errors-fast",
        state: ConditionState = "ALARM",
        since: datetime | None = None,
    ) -> Signal:
        """What EventBridge brings of an alarm, by default of the one that fires."""
        recorded = f"{name}-{state.lower().replace('_', '-')}"
        return signal_of(at(alarm_event(recorded), since or self.since))

    def process(self) -> AutomaticRollback:
        """A new process."""
        platform = self.platform
        archives = Archives(
            environment=platform.environment,
            releases=platform.releases,
            ledger=platform.ledger,
            functions=platform.functions,
            frontend=platform.frontend,
        )
        return AutomaticRollback(
            Senses(archives, self.conditions, self.requests, self.claims, self._world),
            self.notices,
            platform.clock,
            actor=LAMBDA,
            new_run_id=self._new_run_id,
        )

    def react(self, signal: Signal | None = None) -> Reaction:
        """What comes of a signal, brought by a new process."""
        return self.process().react(signal or self.signal())

    @property
    def subject(self) -> str:
        """What is live, as claims name it."""
        platform = self.platform
        archives = Archives(
            platform.environment,
            platform.releases,
            platform.ledger,
            platform.functions,
            platform.frontend,
        )
        return subject_of(read_catalogue(archives))

    def _world(self, _: Release) -> World:
        return self.platform.world(with_engine=False)

    def _new_run_id(self, environment: str, now: datetime) -> str:
        return f"{environment}-{now:%Y%m%dT%H%M%SZ}-{next(self._numbers):06}"
