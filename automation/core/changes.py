"""What a run's steps change, as the journal and the audit tell it: before, after. Pure.

Aliases are told one by one. Files are counted, with a digest of their list; the list itself is in
the run's plan, which the archive keeps beside the audit.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from automation.core.journal import Change
from automation.core.plan import (
    DeleteObject,
    ReconcileInfrastructure,
    RestoreObject,
    ShiftAlias,
)
from automation.core.stack_lock import StackLock


def of_aliases(shifts: Sequence[ShiftAlias]) -> Change:
    """Each alias's version, and its canary weights where it has any."""
    return Change(
        before={
            shift.function_name: _alias(shift.from_version, shift.from_weights) for shift in shifts
        },
        after={shift.function_name: _alias(shift.to_version, shift.to_weights) for shift in shifts},
    )


def of_files(restores: Sequence[RestoreObject], deletions: Sequence[DeleteObject]) -> Change:
    """How many files come back and how many are hidden."""
    return Change(
        before={},
        after={"restored files": str(len(restores)), "hidden files": str(len(deletions))},
        digest=_digest([*map(asdict, restores), *map(asdict, deletions)]),
    )


def of_cache(distribution_id: str) -> Change:
    """The distribution forgets its copies."""
    return Change(before={}, after={"cache emptied": distribution_id})


def of_lock(lock: StackLock) -> Change:
    """A dead engine's lock on the state is removed."""
    return Change(before={"lock": lock.owner}, after={})


def of_hidden_release(commit: str) -> Change:
    """A release is none any more."""
    return Change(before={"release": commit}, after={})


def of_deleted_version(function_name: str, version: str) -> Change:
    """A function's version is gone for good."""
    return Change(before={function_name: f"version {version}"}, after={})


def of_infrastructure(step: ReconcileInfrastructure) -> Change:
    """How many resources change in which way."""
    operations = [change.operation for change in step.changes]
    return Change(
        before={},
        after={name: str(operations.count(name)) for name in sorted(set(operations))},
        digest=_digest([asdict(change) for change in step.changes]),
    )


def _alias(version: str, weights: tuple[tuple[str, float], ...]) -> str:
    shares = "".join(f", {share:.0%} to {other}" for other, share in weights)
    return f"version {version}{shares}"


def _digest(items: list[dict[str, object]]) -> str:
    text = json.dumps(items, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
