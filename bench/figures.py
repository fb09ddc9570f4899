"""What one run of the bench measured, and what follows from it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

MEBIBYTE: Final = 1024**2


@dataclass(frozen=True)
class Timed:
    """One rollback by the tool; seconds since the command was typed.

    Attributes:
        moving_seconds: when it began to move the traffic, everything read and planned.
        moved_seconds: when the traffic was moved and its verification began.
        seconds: when it had ended.
        peak_bytes: most memory that its process had.
    """

    moving_seconds: float
    moved_seconds: float
    seconds: float
    peak_bytes: int


@dataclass(frozen=True)
class Scripted:
    """The written scripts, all functions and some of the files.

    Attributes:
        sample: how many files they copied.
    """

    functions_seconds: float
    files_seconds: float
    cache_seconds: float
    sample: int

    @property
    def measured_seconds(self) -> float:
        """What was really waited for."""
        return self.functions_seconds + self.files_seconds + self.cache_seconds

    def seconds(self, files: int) -> float:
        """For so many files: they are copied one after the other, so each takes the same."""
        copying = self.files_seconds * files / self.sample
        return self.functions_seconds + copying + self.cache_seconds


@dataclass(frozen=True)
class Calls:
    """Requests of one rollback."""

    changing: int
    reading: int


@dataclass(frozen=True)
class FirstCall:
    """Typing to the first request, and what the machine takes to do nothing; seconds.

    Attributes:
        idle_seconds: `python -c pass` at the same time.
    """

    seconds: float
    idle_seconds: float


@dataclass(frozen=True)
class Engine:
    """The demo's platform from its broken release to the good one; seconds since typing.

    Attributes:
        functions: how many it has.
        files: how many its site has.
        checkout_served: `git checkout` and `pulumi up`: users are served and stay so.
        checkout_ended: the same, to the end.
        traffic_served: the tool, `--traffic-only`: users are served and stay so.
        traffic_ended: the same, to the end of its verification.
        reconcile_ended: `reconcile` after it, a command of its own.
    """

    functions: int
    files: int
    checkout_served: float
    checkout_ended: float
    traffic_served: float
    traffic_ended: float
    reconcile_ended: float

    @property
    def served_ratio(self) -> float:
        """How much sooner users are served."""
        return self.checkout_served / self.traffic_served


@dataclass(frozen=True)
class Figures:
    """One run of the bench.

    Attributes:
        machine: what it ran on, in words.
        by_size: objects -> a rollback of that size.
        calls: objects -> requests of a rollback of that size, for two sizes.
    """

    command: str
    machine: str
    functions: int
    files: int
    tool: Timed
    scripts: Scripted
    first_call: FirstCall
    calls: Mapping[int, Calls]
    by_size: Mapping[int, Timed]
    engine: Engine

    @property
    def ratio(self) -> float:
        """Scripts against the whole command, all of its checks included."""
        return self.scripts.seconds(self.files) / self.tool.seconds

    @property
    def moved_ratio(self) -> float:
        """Scripts against the tool up to where the scripts end: the traffic is moved."""
        return self.scripts.seconds(self.files) / self.tool.moved_seconds

    @property
    def moving_ratio(self) -> float:
        """Like for like: scripts against the moving alone, since they read and plan nothing."""
        moving = self.tool.moved_seconds - self.tool.moving_seconds
        return self.scripts.seconds(self.files) / moving

    @property
    def changing_calls_an_object(self) -> float:
        """What one object more costs; what a run costs without any is left out."""
        return self._slope({size: each.changing for size, each in self.calls.items()})

    @property
    def reading_calls_an_object(self) -> float:
        """The same for requests that change nothing."""
        return self._slope({size: each.reading for size, each in self.calls.items()})

    @staticmethod
    def _slope(counts: Mapping[int, int]) -> float:
        small, large = min(counts), max(counts)
        return (counts[large] - counts[small]) / (large - small)
