"""A rollback as data: what each step would do, in the order of its phases. Pure.

The phases are those of the design's "one run"; a step knows its phase, so a plan can be grouped,
displayed, digested and executed without a second list.
"""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Literal

from automation.core.release import Metadata

Danger = Literal["reversible", "changes", "destroys"]
ComponentName = Literal["functions", "frontend", "infrastructure"]
COMPONENTS: tuple[ComponentName, ...] = ("functions", "frontend", "infrastructure")


class Phase(Enum):
    """Order of a run. Traffic comes first, since users wait for it."""

    HOLD = 1  # nobody else deploys from here on
    TRAFFIC = 2  # aliases and files: seconds
    VERIFY = 3  # three passes in a row, not one 200
    RECONCILE = 4  # the commit's program against today's state: minutes
    CLOSE = 5  # the verdict on both releases


@dataclass(frozen=True)
class HoldEnvironment:
    """Write the hold and its pins before anything moves."""

    phase: ClassVar = Phase.HOLD
    target_commit: str
    pins: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ShiftAlias:
    """Point a function's alias at another published version.

    A rollback gives the version all of the traffic; undoing one gives canary weights back.
    """

    phase: ClassVar = Phase.TRAFFIC
    function_name: str
    from_version: str
    to_version: str
    revision_id: str
    from_weights: tuple[tuple[str, float], ...] = ()
    to_weights: tuple[tuple[str, float], ...] = ()

    @property
    def key(self) -> str:
        """What the step is about, unique in a plan."""
        return self.function_name


@dataclass(frozen=True)
class RestoreObject:
    """Copy an earlier version of a file over the current one, its metadata with it.

    Attributes:
        metadata: how the wanted version is served; None where nobody knows.
        replaces_metadata: how the current one is; known only where its contents are the same.
    """

    phase: ClassVar = Phase.TRAFFIC
    object_key: str
    version_id: str
    etag: str
    size: int
    replaces: str | None = None
    replaces_etag: str | None = None
    metadata: Metadata | None = None
    replaces_metadata: Metadata | None = None

    @property
    def is_index(self) -> bool:
        """Whether users enter through this file; such a file comes after what it refers to."""
        return self.object_key.endswith(".html")


@dataclass(frozen=True)
class DeleteObject:
    """Put a delete marker over a file that the target did not have."""

    phase: ClassVar = Phase.TRAFFIC
    object_key: str
    replaces: str
    replaces_etag: str


@dataclass(frozen=True)
class InvalidateCdn:
    """Empty the distribution's cache."""

    phase: ClassVar = Phase.TRAFFIC
    distribution_id: str


@dataclass(frozen=True)
class VerifyHealth:
    """Ask the platform as its users would, until it passes several times in a row."""

    phase: ClassVar = Phase.VERIFY
    site_url: str
    services: tuple[str, ...]
    index_etag: str | None


@dataclass(frozen=True)
class ResourceChange:
    """One resource in the engine's preview.

    Attributes:
        retained: what the stack gives up stays in AWS (`retain_on_delete`).
    """

    urn: str
    type: str
    operation: str
    properties: tuple[str, ...] = ()
    retained: bool = False

    @property
    def name(self) -> str:
        """The resource's logical name."""
        return self.urn.rsplit("::", 1)[-1]


@dataclass(frozen=True)
class EnginePreview:
    """What the engine would do, and the digest of the plan that it saved.

    Attributes:
        drift: what the refresh found to be other than the stack remembered.
    """

    changes: tuple[ResourceChange, ...]
    plan_digest: str
    drift: tuple[ResourceChange, ...] = ()


@dataclass(frozen=True)
class ReconcileInfrastructure:
    """Run the target commit's program against today's state."""

    phase: ClassVar = Phase.RECONCILE
    commit: str
    changes: tuple[ResourceChange, ...]
    drift: tuple[ResourceChange, ...] = ()


@dataclass(frozen=True)
class SettleReleases:
    """Record the verdict: the release that is left is bad, the target is healthy."""

    phase: ClassVar = Phase.CLOSE
    bad: str | None
    healthy: str


TrafficStep = ShiftAlias | RestoreObject | DeleteObject | InvalidateCdn
Step = HoldEnvironment | TrafficStep | VerifyHealth | ReconcileInfrastructure | SettleReleases


@dataclass(frozen=True)
class RollbackPlan:
    """Everything that a run would do, in order; empty steps mean that the target is live.

    Attributes:
        from_commit: the release that users are served before; not always the one deployed last.
    """

    environment: str
    target_commit: str
    from_commit: str | None
    components: tuple[ComponentName, ...]
    steps: tuple[Step, ...]

    @property
    def aliases(self) -> tuple[ShiftAlias, ...]:
        """The aliases that move, as one set."""
        return tuple(step for step in self.steps if isinstance(step, ShiftAlias))

    @property
    def restores(self) -> tuple[RestoreObject, ...]:
        """The files that come back, those that users enter through last."""
        return tuple(step for step in self.steps if isinstance(step, RestoreObject))

    @property
    def deletions(self) -> tuple[DeleteObject, ...]:
        """The files that go."""
        return tuple(step for step in self.steps if isinstance(step, DeleteObject))

    @property
    def moves_traffic(self) -> bool:
        """Whether users will be served something else."""
        return bool(self.aliases or self.restores or self.deletions)

    @property
    def is_verified(self) -> bool:
        """Whether users are asked for; while the platform is locked down nobody can be."""
        return any(isinstance(step, VerifyHealth) for step in self.steps)

    @property
    def distribution_id(self) -> str | None:
        """The distribution whose cache has to be emptied, if any file changes."""
        for step in self.steps:
            if isinstance(step, InvalidateCdn):
                return step.distribution_id
        return None

    @property
    def infrastructure(self) -> ReconcileInfrastructure | None:
        """The engine's part, if it is in the plan."""
        for step in self.steps:
            if isinstance(step, ReconcileInfrastructure):
                return step
        return None

    @property
    def is_empty(self) -> bool:
        """Whether the target is live already."""
        return not self.steps
