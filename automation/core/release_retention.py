"""Which releases and function versions may go. Pure.

The settings promise that every release can be gone back to that was the one deployed last at any
moment of the rollback window. The time that counts is the one at which the next deployment
*replaced* a release, as with the bucket's lifecycle, which counts the days since a version became
noncurrent. So whatever the window keeps, the lifecycle keeps as well, as long as it waits no
shorter (checked in `components.settings`). ADR 13.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from automation.core.release import Release
from automation.core.release_list import Catalogue, last_good, last_secure, previous


@dataclass(frozen=True)
class ExpiredRelease:
    """A release that nobody is promised any more."""

    commit: str
    replaced_at: datetime


@dataclass(frozen=True)
class PruningPlan:
    """What goes, and what stays.

    Attributes:
        versions: (function name, version) to delete, sorted.
        kept: commit -> why it stays.
    """

    releases: tuple[ExpiredRelease, ...]
    versions: tuple[tuple[str, str], ...]
    kept: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to remove."""
        return not self.releases and not self.versions


def plan_pruning(
    catalogue: Catalogue,
    referenced: Collection[tuple[str, str]],
    *,
    window: timedelta,
    now: datetime,
) -> PruningPlan:
    """Decide what may go.

    Args:
        catalogue: all releases, with every function version that exists.
        referenced: (function name, version) that any alias refers to, by its weights too.
        window: how long after its replacement a release can be gone back to.
        now: with time zone.
    """
    kept = _kept(catalogue, now - window)
    needed = _needed(catalogue, kept) | set(referenced) | _pinned(catalogue)
    return PruningPlan(
        releases=_expired(catalogue, kept),
        versions=_removable(catalogue, needed),
        kept=kept,
    )


def _kept(catalogue: Catalogue, since: datetime) -> dict[str, str]:
    """Commit -> the first reason that holds."""
    hold = catalogue.live.hold
    named = {
        "live": catalogue.live.served_commit,
        "held": hold.target_commit if hold else None,
        "deployed last": catalogue.records[0].release.commit if catalogue.records else None,
        "previous": _commit(previous(catalogue)),
        "last good": _commit(last_good(catalogue)),
        "last secure": _commit(last_secure(catalogue)),
    }
    kept: dict[str, str] = {}
    for commit, replaced_at in _replaced(catalogue).items():
        reasons = [reason for reason, named_commit in named.items() if named_commit == commit]
        if replaced_at is None or replaced_at >= since:
            reasons.append("inside the window")
        if reasons:
            kept[commit] = reasons[0]
    return kept


def _replaced(catalogue: Catalogue) -> dict[str, datetime | None]:
    """Commit -> when the next release took its place; None for the newest one."""
    newer: datetime | None = None
    replaced = {}
    for record in catalogue.records:
        replaced[record.release.commit] = newer
        newer = record.recorded_at
    return replaced


def _expired(catalogue: Catalogue, kept: Collection[str]) -> tuple[ExpiredRelease, ...]:
    return tuple(
        ExpiredRelease(commit, replaced_at)
        for commit, replaced_at in _replaced(catalogue).items()
        if commit not in kept and replaced_at is not None
    )


def _needed(catalogue: Catalogue, kept: Collection[str]) -> set[tuple[str, str]]:
    return {
        (function.function_name, function.version)
        for record in catalogue.records
        if record.release.commit in kept
        for function in record.release.functions
    }


def _pinned(catalogue: Catalogue) -> set[tuple[str, str]]:
    hold = catalogue.live.hold
    return set(hold.pins.items()) if hold else set()


def _removable(
    catalogue: Catalogue, needed: Collection[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """Older than the newest version that is needed, and not needed.

    A newer one may belong to a deployment that works right now and has no record yet.
    """
    newest: dict[str, int] = {}
    for name, version in needed:
        newest[name] = max(newest.get(name, 0), int(version))
    old = [
        (name, version)
        for name, version in catalogue.live.version_hashes
        if (name, version) not in needed and int(version) < newest.get(name, 0)
    ]
    return tuple(sorted(old, key=lambda each: (each[0], int(each[1]))))


def _commit(release: Release | None) -> str | None:
    return release.commit if release else None
