"""A plan in lines that are understood in a minute, the most dangerous first. Pure."""

from collections import Counter
from typing import Final

from automation.core.plan import ResourceChange, RollbackPlan
from automation.core.policy import danger_of, holds_data

_NAMES_SHOWN: Final = 4
_COLUMNS: Final = 100


def summarise(plan: RollbackPlan) -> tuple[str, ...]:
    """Lines whose lists of names end at 100 columns; a plan without steps has none."""
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
    removed = [change for change in _changes(plan) if danger_of(change) == "destroys"]
    removed.sort(key=lambda change: (not holds_data(change), change.urn))
    return [
        f"DESTROYS {'DATA ' if holds_data(change) else ''}"
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
        found.append(_listed(f"files that come back: {len(names)}: ", names))
    if plan.deletions:
        names = [step.object_key for step in plan.deletions]
        found.append(_listed(f"files that are hidden: {len(names)}: ", names))
    return found


def _infrastructure(plan: RollbackPlan) -> list[str]:
    counts = Counter(change.operation for change in _changes(plan))
    if not counts:
        return []
    told = ", ".join(f"{count} {operation}" for operation, count in sorted(counts.items()))
    return [f"infrastructure: {told}"]


def _changes(plan: RollbackPlan) -> tuple[ResourceChange, ...]:
    return plan.infrastructure.changes if plan.infrastructure else ()


def _listed(head: str, names: list[str]) -> str:
    """The head and as many names as fit; at least a part of the first one."""
    ordered = sorted(names)
    for shown in range(min(_NAMES_SHOWN, len(ordered)), 1, -1):
        line = head + _some(ordered, shown)
        if len(line) <= _COLUMNS:
            return line
    room = _COLUMNS - len(head + _some(["", *ordered[1:]], 1))
    first = ordered[0] if len(ordered[0]) <= room else f"…{ordered[0][1 - room :]}"
    return head + _some([first, *ordered[1:]], 1)


def _some(names: list[str], shown: int) -> str:
    more = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {more} more" if more > 0 else "")
