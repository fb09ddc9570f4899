"""Ending a run that did not end: on to exactly the target, or back to exactly the old state. Pure.

Each thing that the run moves is either still where it was or already where it should be. Anything
else was moved by somebody else, and neither way may guess about it: unless it was a deployment that
the run knows of, whose work under the run's own hold is to be put right.
"""

from dataclasses import replace
from typing import Final

from automation.core.live import LiveAlias, LiveObject, LiveState
from automation.core.plan import (
    DeleteObject,
    HoldEnvironment,
    InvalidateCdn,
    ResourceChange,
    RestoreObject,
    RollbackPlan,
    ShiftAlias,
    Step,
)
from automation.core.planner import plan_rollback
from automation.core.release import Metadata, Release

_NOTHING: Final = "nothing"


def pins_in(plan: RollbackPlan) -> dict[str, str]:
    """Function -> version that the plan's hold pins it to."""
    return next((dict(s.pins) for s in plan.steps if isinstance(s, HoldEnvironment)), {})


def put_right(plan: RollbackPlan, live: LiveState, target: Release | None) -> RollbackPlan:
    """The plan with the moves that lead from what is live now, whoever moved it, to its target.

    What the run leaves alone but pins is put back to its pin too.

    Args:
        plan: the run's plan.
        live: aliases and files as they are now.
        target: the plan's target; None leaves files out.
    """
    moves: list[Step] = [*_to_their_pins(plan, live)]
    if target is not None and "frontend" in plan.components:
        files = plan_rollback(live, target, components=("frontend",), site_url="")
        moves += [*files.restores, *files.deletions]
        if plan.distribution_id is None and moves and files.distribution_id is not None:
            moves.append(InvalidateCdn(files.distribution_id))
    kept = [step for step in plan.steps if not isinstance(step, _MOVES)]
    before = [step for step in kept if isinstance(step, HoldEnvironment)]
    after = [step for step in kept if not isinstance(step, HoldEnvironment)]
    return replace(plan, steps=(*before, *moves, *after))


def _to_their_pins(plan: RollbackPlan, live: LiveState) -> list[ShiftAlias]:
    weights = {shift.function_name: shift.to_weights for shift in plan.aliases}
    found = []
    for name, version in sorted(pins_in(plan).items()):
        alias = live.aliases.get(name) or LiveAlias(name, _NOTHING, "")
        wanted = weights.get(name, alias.weights if alias.version == version else ())
        if (alias.version, alias.weights) != (version, wanted):
            found.append(
                ShiftAlias(
                    function_name=name,
                    from_version=alias.version,
                    to_version=version,
                    revision_id=alias.revision_id,
                    from_weights=alias.weights,
                    to_weights=wanted,
                )
            )
    return found


def strangers(plan: RollbackPlan, live: LiveState) -> tuple[str, ...]:
    """What is neither where the run found it nor where the run takes it, in words."""
    found = []
    for shift in plan.aliases:
        alias = live.aliases.get(shift.function_name)
        if alias is None or not (_is_moved(shift, alias) or _is_unmoved(shift, alias)):
            found.append(
                f"{shift.function_name} serves {alias.version if alias else 'nothing'}, neither "
                f"{shift.from_version} nor {shift.to_version}"
            )
    for restore in plan.restores:
        current = live.objects.get(restore.object_key)
        if not (_is_restored(restore, current) or _is_as_found(restore, current)):
            found.append(f"{restore.object_key} was written by somebody else")
    for deletion in plan.deletions:
        current = live.objects.get(deletion.object_key)
        if current is not None and not _is_as_found(deletion, current):
            found.append(f"{deletion.object_key} was written by somebody else")
    return tuple(found)


def remaining(plan: RollbackPlan, live: LiveState) -> RollbackPlan:
    """What is left to do of a plan; the cache is emptied and health verified in any case."""
    left = (_left(step, live) for step in plan.steps)
    return replace(plan, steps=tuple(step for step in left if step is not None))


def unexpected_changes(
    plan: RollbackPlan, changes: tuple[ResourceChange, ...]
) -> tuple[ResourceChange, ...]:
    """Changes that the engine would make now and that were not in the plan that was agreed to."""
    agreed = plan.infrastructure.changes if plan.infrastructure else ()
    known = {(change.urn, change.operation) for change in agreed}
    return tuple(change for change in changes if (change.urn, change.operation) not in known)


def inverse(plan: RollbackPlan, live: LiveState) -> RollbackPlan:
    """The way back from wherever the run stopped to where it began.

    Neither infrastructure nor verdicts are in it: a run whose infrastructure began to move can
    only go on.
    """
    aliases = [
        ShiftAlias(
            function_name=shift.function_name,
            from_version=shift.to_version,
            to_version=shift.from_version,
            revision_id=alias.revision_id,
            to_weights=shift.from_weights,
        )
        for shift in plan.aliases
        if (alias := live.aliases.get(shift.function_name)) and not _is_unmoved(shift, alias)
    ]
    files = _inverse_files(plan, live)
    cache = [step for step in plan.steps if isinstance(step, InvalidateCdn)]
    return replace(plan, steps=(*aliases, *files, *cache))


_MOVES: Final = (ShiftAlias, RestoreObject, DeleteObject)


def _inverse_files(plan: RollbackPlan, live: LiveState) -> list[RestoreObject | DeleteObject]:
    found: list[RestoreObject | DeleteObject] = []
    steps: tuple[RestoreObject | DeleteObject, ...] = (*plan.restores, *plan.deletions)
    for step in steps:
        current = live.objects.get(step.object_key)
        if _is_as_found(step, current):
            continue
        if step.replaces is not None:
            found.append(
                RestoreObject(
                    object_key=step.object_key,
                    version_id=step.replaces,
                    etag=step.replaces_etag or "",
                    size=step.size if isinstance(step, RestoreObject) else 0,
                    replaces=current.version_id if current else None,
                    metadata=_replaced(step),
                )
            )
        elif current is not None:
            found.append(DeleteObject(step.object_key, current.version_id, current.etag))
    return sorted(found, key=_page_last)


def _page_last(step: RestoreObject | DeleteObject) -> tuple[bool, str]:
    """Deletions after restores, and a page after what it refers to."""
    return (isinstance(step, DeleteObject) or step.is_index, step.object_key)


def _left(step: Step, live: LiveState) -> Step | None:
    if isinstance(step, ShiftAlias):
        alias = live.aliases[step.function_name]
        return None if _is_moved(step, alias) else replace(step, revision_id=alias.revision_id)
    if isinstance(step, RestoreObject):
        return None if _is_restored(step, live.objects.get(step.object_key)) else step
    if isinstance(step, DeleteObject):
        return step if step.object_key in live.objects else None
    return step


def _is_moved(shift: ShiftAlias, alias: LiveAlias) -> bool:
    return (alias.version, alias.weights) == (shift.to_version, shift.to_weights)


def _is_unmoved(shift: ShiftAlias, alias: LiveAlias) -> bool:
    return (alias.version, alias.weights) == (shift.from_version, shift.from_weights)


def _is_restored(step: RestoreObject, current: LiveObject | None) -> bool:
    return current is not None and current.holds(step.version_id, step.etag, step.metadata)


def _is_as_found(step: RestoreObject | DeleteObject, current: LiveObject | None) -> bool:
    """An undone step leaves a new version with the old contents, hence the second comparison."""
    if current is None:
        return step.replaces is None
    return current.holds(step.replaces, step.replaces_etag, _replaced(step))


def _replaced(step: RestoreObject | DeleteObject) -> Metadata | None:
    return step.replaces_metadata if isinstance(step, RestoreObject) else None
