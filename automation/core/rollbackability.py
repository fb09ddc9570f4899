"""The rollbackability verdict: what going back from a change would take. Pure.

It is given before a change is merged, when another way of making it is still cheap.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from automation.core.irreversible import Reason, Way, protected_reason, reason_of
from automation.core.plan import ResourceChange

MIGRATIONS: Final = "services/migrations/sql"
_MIGRATION: Final = re.compile(r"(\d{4})_[\w-]+\.sql")
_EXPAND: Final = "-- expand"
_CONTRACT: Final = re.compile(r"-- contract: needs code of (\d{4})")
_OPPOSITE: Final[Mapping[str, str]] = {"create": "delete", "delete": "create"}
_FILE: Final = "aws:s3/bucketObjectv2:BucketObjectv2"
_ALIAS: Final = "aws:lambda/alias:Alias"
# In the names of the site's files; the release record is a file too, and every change has one.
_SITE: Final = "-frontend-"


@dataclass(frozen=True)
class Schema:
    """Where a commit's migrations end, and the oldest code that can work there.

    Attributes:
        head: number of the newest migration, 0 without any.
        oldest_code: schema of the oldest code that works with `head`.
    """

    head: int = 0
    oldest_code: int = 0


@dataclass(frozen=True)
class Retention:
    """For how many days a commit's settings keep what a rollback needs."""

    window: int
    noncurrent: int


@dataclass(frozen=True)
class Standpoint:
    """What a commit says about the database and about how long things are kept."""

    commit: str
    schema: Schema
    retention: Retention


@dataclass(frozen=True)
class Change:
    """A change of an environment, as far as it can be known before it is deployed.

    Attributes:
        base: where a rollback would go back to.
        head: what would be deployed.
        resources: the engine's preview; empty where it refused.
        refused: URNs for whose protection the engine refused.
    """

    environment: str
    base: Standpoint
    head: Standpoint
    resources: tuple[ResourceChange, ...]
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class RollbackVerdict:
    """How much of a change can be taken back, and why not all of it.

    Attributes:
        reasons: the worst first; empty where all can be undone.
        takes: what going back would take, a line each.
    """

    change: Change
    reasons: tuple[Reason, ...]
    takes: tuple[str, ...]

    @property
    def way(self) -> Way:
        """The worst of the reasons."""
        return max((reason.way for reason in self.reasons), default=Way.UNDOABLE)


def judge(change: Change) -> RollbackVerdict:
    """Judge a change by what going back from it would take."""
    found = [
        *(protected_reason(urn) for urn in change.refused),
        *(reason for each in change.resources if (reason := reason_of(each)) is not None),
        *_of_schema(change.base.schema, change.head.schema),
        *_of_retention(change.base.retention, change.head.retention),
    ]
    reasons = sorted(found, key=lambda reason: (-reason.way, reason.subject))
    return RollbackVerdict(change, tuple(reasons), _takes(change))


def schema_of(files: Mapping[str, str]) -> Schema:
    """The schema that migrations lead to.

    A migration's first line says what it means to older code: `-- expand`, or `-- contract: needs
    code of 0003`. One that says nothing closes the way: nobody has thought about older code.

    Args:
        files: name -> text of the files below `MIGRATIONS`.
    """
    head = oldest_code = 0
    for name, text in sorted(files.items()):
        found = _MIGRATION.fullmatch(name)
        if found is not None:
            head = int(found[1])
            oldest_code = max(oldest_code, _needed_code(head, text.partition("\n")[0].rstrip()))
    return Schema(head, oldest_code)


def _needed_code(number: int, first_line: str) -> int:
    if first_line == _EXPAND:
        return 0
    declared = _CONTRACT.fullmatch(first_line)
    return int(declared[1]) if declared else number


def retention_of(stack: Mapping[str, Any], project: Mapping[str, Any]) -> Retention:
    """What a commit's settings keep, in days.

    Args:
        stack: `Pulumi.<stack>.yaml`, read.
        project: `Pulumi.yaml`, read, whose defaults count where the stack says nothing.
    """
    return Retention(
        window=_days("rollbackWindowDays", stack, project),
        noncurrent=_days("noncurrentRetentionDays", stack, project),
    )


def _days(name: str, stack: Mapping[str, Any], project: Mapping[str, Any]) -> int:
    declared = (project.get("config") or {}).get(name) or {}
    configured = (stack.get("config") or {}).get(f"{project.get('name')}:{name}")
    return int(configured if configured is not None else declared.get("default", 0))


def _of_schema(base: Schema, head: Schema) -> list[Reason]:
    if head.head == base.head:
        return []
    if head.head < base.head:
        return [
            Reason(
                Way.ONE_WAY,
                f"database schema {base.head} → {head.head}",
                "a migration is missing that was deployed: the database does not go back with it",
                "Keep every migration; undo one by a new one.",
            )
        ]
    if base.head >= head.oldest_code:
        return []
    return [
        Reason(
            Way.ONE_WAY,
            f"database schema {base.head} → {head.head}",
            f"code of schema {base.head} does not work with schema {head.head} "
            f"(it needs {head.oldest_code} or newer), and the database never goes back by itself",
            "Expand and contract: first a migration that only adds (`-- expand`), then the code, "
            "and the removal (`-- contract: needs code of …`) once no release before it is needed.",
        )
    ]


def _of_retention(base: Retention, head: Retention) -> list[Reason]:
    found = []
    if head.noncurrent < base.noncurrent:
        found.append(
            Reason(
                Way.ONE_WAY,
                f"noncurrentRetentionDays {base.noncurrent} → {head.noncurrent}",
                f"replaced files of the site older than {head.noncurrent} days are removed within "
                "days, and releases that need them can't be gone back to any more",
                "Shorten it once no release in the window needs them.",
            )
        )
    if head.window < base.window:
        found.append(
            Reason(
                Way.IN_PART,
                f"rollbackWindowDays {base.window} → {head.window}",
                f"releases older than {head.window} days may be pruned",
                "Prune only after everybody has agreed that they are not needed.",
            )
        )
    return found


def _takes(change: Change) -> tuple[str, ...]:
    """Seconds for what users meet, minutes for the engine."""
    aliases = [each for each in change.resources if each.type == _ALIAS]
    files = [each for each in change.resources if each.type == _FILE and _SITE in each.name]
    rest = [each for each in change.resources if each.type not in {_ALIAS, _FILE}]
    counts = Counter(_OPPOSITE.get(each.operation, each.operation) for each in rest)
    told = ", ".join(f"{count} {operation}" for operation, count in sorted(counts.items()))
    lines = [
        f"traffic, in seconds: {len(aliases)} aliases, {len(files)} files",
        f"infrastructure, in minutes: {told or 'nothing'}",
    ]
    return tuple(lines) if change.resources else ()
