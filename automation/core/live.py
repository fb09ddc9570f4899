"""What an environment serves now, as read from AWS. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from automation.core.hold import Hold
from automation.core.journal import RunRecord
from automation.core.release import FrontendObject, Metadata, Release

_USERS_GET: Final = frozenset({"functions", "frontend"})


@dataclass(frozen=True)
class LiveAlias:
    """Where a function's alias points, and the write token that AWS wants back."""

    function_name: str
    version: str
    revision_id: str
    weights: tuple[tuple[str, float], ...] = ()


class AliasMovedError(Exception):
    """The alias changed since it was read: somebody else moved it."""


@dataclass(frozen=True)
class LiveObject:
    """The current version of a file.

    Attributes:
        restored_from: the version that it was copied from, as its metadata tells. A large file's
            ETag depends on the parts that it was written in, so a copy's is another one.
        metadata: known only where it may decide: another version than a wanted one, with its
            contents. A listing does not tell it, and asking for each file would take minutes.
    """

    key: str
    version_id: str
    etag: str
    size: int
    restored_from: str | None = None
    metadata: Metadata | None = None

    def holds(
        self, version_id: str | None, etag: str | None, metadata: Metadata | None = None
    ) -> bool:
        """Whether this is a version, or is the same as it.

        Args:
            version_id: the version.
            etag: of its contents.
            metadata: how it was served; None where nobody knows.
        """
        if self.version_id == version_id:
            return True
        if self.restored_from is not None and self.restored_from == version_id:
            return True
        unknown = self.metadata is None or metadata is None
        return self.etag == etag and (unknown or self.metadata == metadata)

    def is_in_question(self, wanted: FrontendObject) -> bool:
        """Whether only its metadata tell if this is the same as a wanted version."""
        return self.version_id != wanted.version_id and self.etag == wanted.etag


def has_functions(live: Mapping[str, LiveAlias], release: Release) -> bool:
    """Whether a release's function versions are behind the aliases, with all the traffic."""
    return all(
        (alias := live.get(one.function_name)) is not None
        and (alias.version, alias.weights) == (one.version, ())
        for one in release.functions
    )


def has_files(live: Mapping[str, LiveObject], release: Release) -> bool:
    """Whether a release's files are the site's."""
    return all(
        (current := live.get(one.key)) is not None
        and current.holds(one.version_id, one.etag, one.metadata)
        for one in release.frontend.objects
    )


@dataclass(frozen=True)
class BucketReading:
    """What a bucket holds: current files, and which of the wanted versions there are.

    Attributes:
        versions: (key, version id); those that were asked for, so that a bucket with a long history
            does not fill the memory.
    """

    objects: Mapping[str, LiveObject]
    versions: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class LiveState:
    """One reading of everything that a plan is made from.

    Attributes:
        aliases: function name -> alias.
        version_hashes: (function name, version) -> CodeSha256, for each version that the target
            names and that exists.
        objects: key -> current version.
        object_versions: (key, version id) of the target's file versions that exist.
        deployed: record of the newest deployment; None if nothing was ever deployed.
        hold: what keeps deployments out; None where nothing does.
        holding_run: the rollback that set the hold; None where there is none, or where another
            version of the tool wrote it.
        provider_at_hand: whether the target's provider version is to be had; true as well where
            the infrastructure is not part of the question.
    """

    aliases: Mapping[str, LiveAlias]
    version_hashes: Mapping[tuple[str, str], str]
    objects: Mapping[str, LiveObject]
    object_versions: frozenset[tuple[str, str]]
    deployed: Release | None
    hold: Hold | None = None
    holding_run: RunRecord | None = None
    provider_at_hand: bool = True

    @property
    def served_commit(self) -> str | None:
        """The commit that users get: that of the rollback that holds the environment, else the one
        deployed last; None if nothing was ever deployed.

        A rollback of a part, and one that was cut off before its aliases moved, left users with the
        release that they got before.
        """
        target = self.hold.target_commit if self.hold else None
        if target is None:
            return self.deployed.commit if self.deployed else None
        run = self.holding_run
        if run is None or (_USERS_GET.issubset(run.components) and self._has_moved(run)):
            return target
        return run.from_commit or target

    def _has_moved(self, run: RunRecord) -> bool:
        pins = self.hold.pins if self.hold else {}
        return run.status == "finished" or all(
            alias.version == pins.get(name, alias.version) for name, alias in self.aliases.items()
        )
