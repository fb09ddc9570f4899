"""A plan in lines that are understood in a minute, the most dangerous first. Pure."""

from collections import Counter
from typing import Final

from automation.core.plan import ResourceChange, RollbackPlan
from automation.core.policy import STATEFUL_TYPES, is_removal

_NAMES_SHOWN: Final = 4


def summarise(plan: RollbackPlan) -> tuple[str, ...]:
    """Lines of at most about 100 columns; a plan without steps has none."""
    if plan.is_empty:
        return ()
    here = plan.from_commit[:12] if plan.from_commit else "nothing"
    return (
        f"{plan.environment}: {here} -> {plan.target_commit[:12]} ({', '.join(plan.components)})",
        *_removals(plan),
        *_functions(plan),
        *_files(plan),
        *_infrastructure(plan),
    )


def _removals(plan: RollbackPlan) -> list[str]:
    removed = [change for change in _changes(plan) if is_removal(change)]
    removed.sort(key=lambda change: (change.type not in STATEFUL_TYPES, change.urn))
    return [
        f"DESTROYS {'DATA ' if change.type in STATEFUL_TYPES else ''}"
        f"{change.operation} {change.type} {change.name}"
        for change in removed
    ]


def _functions(plan: RollbackPlan) -> list[str]:
    return [
        f"alias {shift.function_name}: version {shift.from_version} -> {shift.to_version}"
        + (" (canary weights emptied)" if shift.from_weights else "")
        for shift in plan.aliases
    ]


def _files(plan: RollbackPlan) -> list[str]:
    found = []
    if plan.restores:
        names = [step.object_key for step in plan.restores]
        found.append(f"files: {len(names)} come back: {_some(names)}")
    if plan.deletions:
        names = [step.object_key for step in plan.deletions]
        found.append(f"files: {len(names)} are hidden: {_some(names)}")
    return found


def _infrastructure(plan: RollbackPlan) -> list[str]:
    counts = Counter(change.operation for change in _changes(plan))
    if not counts:
        return []
    told = ", ".join(f"{count} {operation}" for operation, count in sorted(counts.items()))
    return [f"infrastructure: {told}"]


def _changes(plan: RollbackPlan) -> tuple[ResourceChange, ...]:
    return plan.infrastructure.changes if plan.infrastructure else ()


def _some(names: list[str]) -> str:
    shown = ", ".join(sorted(names)[:_NAMES_SHOWN])
    more = len(names) - _NAMES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
