"""A watch over the platform in memory, with a network between them that can be cut."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from botocore.exceptions import EndpointConnectionError

from automation.core.situation import Situation
from automation.core.trigger import Condition, Signal
from automation.core.watch_news import News, Picture
from automation.core.watching import WATCHED
from automation.runs.automatic import AutomaticRollback, Reaction, Senses
from automation.runs.cataloguing import Archives
from automation.runs.connection import Connection, Reach
from automation.runs.lookout import Place
from automation.runs.stopping import StopRequest
from automation.runs.watched import HealthRow, WatchedConditions
from automation.runs.watching import TICK_SECONDS, Watch
from tests.unit.automation.automation_in_memory import Automation
from tests.unit.automation.fakes import FakeAudience, FakeBackground, FakeConditions, aws_error

_NUMBERS = count(100)
WATCHMAN = "arn:aws:iam::123456789012:user/watchman"


@dataclass
class Network:
    """The way to AWS."""

    problem: Exception | None = None
    reaction_problem: Exception | None = None
    questions: int = 0

    def declare_cut(self) -> None:
        """Nothing on AWS answers any more."""
        self.problem = EndpointConnectionError(endpoint_url="https://monitoring.example")

    def declare_refusal(self) -> None:
        """The credentials have expired."""
        self.problem = aws_error("ExpiredTokenException", "DescribeAlarms")

    def declare_no_reaction(self, problem: Exception) -> None:
        """Whatever is decided can't be carried out."""
        self.reaction_problem = problem

    def declare_mended(self) -> None:
        """AWS answers again."""
        self.problem = None

    def pass_through(self) -> None:
        """One question to AWS."""
        self.questions += 1
        if self.problem is not None:
            raise self.problem


class FakeAlarmStates:
    """The alarms as declared, at the other end of a network."""

    def __init__(self, conditions: FakeConditions, network: Network) -> None:
        self._conditions = conditions
        self._network = network

    def conditions(self) -> dict[str, Condition]:
        self._network.pass_through()
        return {name: self._conditions.of(name) for name in WATCHED}

    def answer(self) -> bool:
        return not isinstance(self._network.problem, EndpointConnectionError)


class FarAutomatic:
    """The automatic rollback at the other end of a network."""

    def __init__(self, automatic: AutomaticRollback, network: Network) -> None:
        self._automatic = automatic
        self._network = network

    def look(self, signal: Signal) -> Situation:
        self._network.pass_through()
        return self._automatic.look(signal)

    def react(self, signal: Signal) -> Reaction:
        self._network.pass_through()
        if self._network.reaction_problem is not None:
            raise self._network.reaction_problem
        return self._automatic.react(signal)


@dataclass
class Watched:
    """One environment under watch; no alarm is raised, and the live release is ill or not.

    Attributes:
        connections: how often the watch connected to AWS.
    """

    acts: bool = True
    automation: Automation = field(default_factory=Automation)
    network: Network = field(default_factory=Network)
    background: FakeBackground = field(default_factory=FakeBackground)
    audience: FakeAudience = field(default_factory=FakeAudience)
    stop: StopRequest = field(default_factory=StopRequest)
    connections: int = 0

    def __post_init__(self) -> None:
        self.platform = self.automation.platform
        self.clock = self.platform.clock
        for name in WATCHED:
            self.automation.conditions.declare(name, "OK", self.automation.since)
        self.own = HealthRow()
        place = Place(
            self.platform.environment,
            Connection(self._connect),
            lambda _: self.platform.site,
            self.own,
            self.clock,
            self.stop,
        )
        self.watch = Watch(place, self.audience, acts=self.acts, start=self.background)

    def open_for(self, span: timedelta) -> None:
        """Open the watch and let it go on for a time."""
        self.watch.open()
        self.go_on_for(span)

    def go_on_for(self, span: timedelta) -> None:
        """Let it go on for a time; what a rollback takes comes on top."""
        for _ in range(round(span.total_seconds() / TICK_SECONDS)):
            self.watch.step()
            self.clock.sleep(TICK_SECONDS)

    def declare_well(self) -> None:
        """The live release is well for as long as a test goes on."""
        self.platform.site.declare_problems("/api/health", *[""] * 1000)

    def told(self, *kinds: str) -> list[News]:
        """What was told, of some kinds or all."""
        return [news for news in self.audience.news if not kinds or news.kind in kinds]

    @property
    def picture(self) -> Picture:
        """As the watch has it."""
        return self.watch.picture

    @property
    def health(self) -> str:
        """The state of the watch's own row."""
        return self.picture.health.condition.state

    @property
    def rollbacks(self) -> int:
        """How many runs began to move aliases."""
        return len(self.platform.calls.matching("append started move"))

    def _connect(self) -> Reach:
        self.connections += 1
        archives = Archives(
            self.platform.environment,
            self.platform.releases,
            self.platform.ledger,
            self.platform.functions,
            self.platform.frontend,
        )
        automation = self.automation
        senses = Senses(
            archives,
            WatchedConditions(self.own, automation.conditions),
            automation.requests,
            automation.claims,
            lambda _: self.platform.world(with_engine=False),
        )
        automatic = AutomaticRollback(
            senses,
            automation.notices,
            self.clock,
            actor=WATCHMAN,
            new_run_id=lambda environment, now: (
                f"{environment}-{now:%Y%m%dT%H%M%SZ}-{next(_NUMBERS):06}"
            ),
        )
        alarms = FakeAlarmStates(automation.conditions, self.network)
        return Reach(alarms, FarAutomatic(automatic, self.network))
