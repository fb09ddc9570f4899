"""The releases of an environment as a person chooses among them. Pure.

What the infrastructure would take is not part of it: only the engine knows, and it takes minutes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from automation.core.hold import Hold
from automation.core.live import LiveState
from automation.core.plan import ComponentName
from automation.core.planner import plan_rollback
from automation.core.reachability import Obstacle, obstacles
from automation.core.release import Health, Release, Security

Mark = Literal["live", "deployed", "held", "pinned", "secure", "compromised"]
TRAFFIC: Final[tuple[ComponentName, ...]] = ("functions", "frontend")


@dataclass(frozen=True)
class Recorded:
    """A release record, and when it was last written: when the release went live.

    A commit that is deployed again without a change keeps its stamp, but not its place in order.
    """

    release: Release
    recorded_at: datetime


@dataclass(frozen=True)
class Catalogue:
    """One reading of everything that is known of an environment's releases.

    Attributes:
        records: the newest first.
        live: with the hold, and the function and file versions of all the records.
        verdicts: commit -> health, of those that were judged.
        security: commit -> whether it is trusted, of those that a person has marked.
    """

    records: tuple[Recorded, ...]
    live: LiveState
    verdicts: Mapping[str, Health]
    security: Mapping[str, Security] = field(default_factory=dict)


@dataclass(frozen=True)
class Differences:
    """What a release has otherwise than what is live."""

    functions: int
    files: int
    settings: bool
    toolchain: bool
    schema: bool

    @property
    def text(self) -> str:
        """`2 functions, 3 files, settings`; `none` if nothing differs."""
        counted = [
            f"{count} {name if count == 1 else name + 's'}"
            for count, name in ((self.functions, "function"), (self.files, "file"))
            if count
        ]
        named = [name for name in ("settings", "toolchain", "schema") if getattr(self, name)]
        return ", ".join([*counted, *named]) or "none"


@dataclass(frozen=True)
class ListedRelease:
    """One release, and what stands between it and the environment."""

    release: Release
    recorded_at: datetime
    health: Health
    marks: tuple[Mark, ...]
    differences: Differences
    obstacles: tuple[Obstacle, ...]

    @property
    def is_reachable(self) -> bool:
        """Whether functions and files can go back to it."""
        return not self.obstacles


def list_releases(catalogue: Catalogue) -> tuple[ListedRelease, ...]:
    """Every release of the catalogue, the newest first."""
    return tuple(_listed(catalogue, record) for record in catalogue.records)


def previous(catalogue: Catalogue) -> Release | None:
    """The release that was live before the served one; None if there is none."""
    served = catalogue.live.served_commit
    commits = [record.release.commit for record in catalogue.records]
    if served not in commits:
        return None
    older = catalogue.records[commits.index(served) + 1 :]
    return older[0].release if older else None


def last_good(catalogue: Catalogue) -> Release | None:
    """The newest healthy release that still can be reached and is not known to be compromised."""
    return _newest_reachable(
        catalogue,
        lambda commit: (
            catalogue.verdicts.get(commit) == "healthy"
            and catalogue.security.get(commit) != "compromised"
        ),
    )


def last_secure(catalogue: Catalogue) -> Release | None:
    """The newest release that a person marked secure and that still can be reached."""
    return _newest_reachable(catalogue, lambda commit: catalogue.security.get(commit) == "secure")


def _newest_reachable(catalogue: Catalogue, is_wanted: Callable[[str], bool]) -> Release | None:
    for record in catalogue.records:
        release = record.release
        if is_wanted(release.commit) and not obstacles(catalogue.live, release, TRAFFIC):
            return release
    return None


def _listed(catalogue: Catalogue, record: Recorded) -> ListedRelease:
    release = record.release
    return ListedRelease(
        release=release,
        recorded_at=record.recorded_at,
        health=catalogue.verdicts.get(release.commit, "unknown"),
        marks=_marks(catalogue, release),
        differences=_differences(catalogue.live, release),
        obstacles=obstacles(catalogue.live, release, TRAFFIC),
    )


def _marks(catalogue: Catalogue, release: Release) -> tuple[Mark, ...]:
    hold, deployed = catalogue.live.hold, catalogue.live.deployed
    is_live = release.commit == catalogue.live.served_commit
    is_deployed = deployed is not None and deployed.commit == release.commit
    marks: list[Mark] = ["live"] if is_live else ["deployed"] if is_deployed else []
    if hold is not None and hold.target_commit == release.commit:
        marks.append("held")
    if hold is not None and _is_pinned(hold, release):
        marks.append("pinned")
    if release.commit in catalogue.security:
        marks.append(catalogue.security[release.commit])
    return tuple(marks)


def _is_pinned(hold: Hold, release: Release) -> bool:
    return bool(release.functions) and all(
        hold.pins.get(function.function_name) == function.version for function in release.functions
    )


def _differences(live: LiveState, release: Release) -> Differences:
    movable = tuple(each for each in release.functions if each.function_name in live.aliases)
    plan = plan_rollback(
        live,
        release.model_copy(update={"functions": movable}),
        components=TRAFFIC,
        site_url=release.site_url,
    )
    now = live.deployed or release
    return Differences(
        functions=len(plan.aliases) + len(release.functions) - len(movable),
        files=len(plan.restores) + len(plan.deletions),
        settings=release.settings_digest != now.settings_digest,
        toolchain=release.toolchain != now.toolchain,
        schema=release.db_schema != now.db_schema,
    )
