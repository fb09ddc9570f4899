"""What two releases have otherwise, as their records tell. Pure."""

from dataclasses import dataclass
from typing import Literal

from automation.core.release import Release, SchemaRange

FileChange = Literal["added", "changed", "removed"]


@dataclass(frozen=True)
class Change:
    """One fact on both sides; None where a side does not have it."""

    name: str
    earlier: str | None
    later: str | None


@dataclass(frozen=True)
class ReleaseDiff:
    """From one release to another.

    Attributes:
        functions: service and version, where the code differs.
        files: key and what became of it, sorted by key.
        settings: the digest of all settings that are no secret, if it differs.
        toolchain: engine and provider, where they differ.
        schema: what the code works with, and where the database's head was.
    """

    earlier: Release
    later: Release
    functions: tuple[Change, ...]
    files: tuple[tuple[str, FileChange], ...]
    settings: tuple[Change, ...]
    toolchain: tuple[Change, ...]
    schema: tuple[Change, ...]


def diff_releases(earlier: Release, later: Release) -> ReleaseDiff:
    """Compare two releases."""
    return ReleaseDiff(
        earlier=earlier,
        later=later,
        functions=_functions(earlier, later),
        files=_files(earlier, later),
        settings=_changes({"digest": (earlier.settings_digest, later.settings_digest)}),
        toolchain=_changes(
            {
                "pulumi": (earlier.toolchain.pulumi, later.toolchain.pulumi),
                "provider aws": (earlier.toolchain.provider, later.toolchain.provider),
            }
        ),
        schema=_schema(earlier.db_schema, later.db_schema),
    )


def _functions(earlier: Release, later: Release) -> tuple[Change, ...]:
    """By code, not by number: the same code may be published twice."""
    before = {each.service: each for each in earlier.functions}
    after = {each.service: each for each in later.functions}
    return tuple(
        Change(service, old.version if old else None, new.version if new else None)
        for service in sorted(before.keys() | after.keys())
        for old, new in ((before.get(service), after.get(service)),)
        if (old and old.code_sha256) != (new and new.code_sha256)
    )


def _files(earlier: Release, later: Release) -> tuple[tuple[str, FileChange], ...]:
    before = {each.key: each for each in earlier.frontend.objects}
    after = {each.key: each for each in later.frontend.objects}
    found: list[tuple[str, FileChange]] = [(key, "removed") for key in before.keys() - after.keys()]
    found += [(key, "added") for key in after.keys() - before.keys()]
    found += [
        (key, "changed")
        for key in before.keys() & after.keys()
        if before[key].etag != after[key].etag
    ]
    return tuple(sorted(found))


def _schema(earlier: SchemaRange, later: SchemaRange) -> tuple[Change, ...]:
    return _changes(
        {
            "head": (str(earlier.head), str(later.head)),
            "works with": (
                f"{earlier.oldest} to {earlier.newest}",
                f"{later.oldest} to {later.newest}",
            ),
        }
    )


def _changes(facts: dict[str, tuple[str, str]]) -> tuple[Change, ...]:
    return tuple(
        Change(name, earlier, later) for name, (earlier, later) in facts.items() if earlier != later
    )
