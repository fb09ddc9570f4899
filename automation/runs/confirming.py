"""Reading once more what is live before a run calls itself finished. I/O: reads, by the ports.

The hold keeps new deployments out, and the run waits for one that was under way. What was moved all
the same, by hand or by what no lock tells of, is found here.
"""

from collections.abc import Iterator, Mapping

from automation.core.errors import StoppedError
from automation.core.live import LiveObject, LiveState
from automation.core.plan import RollbackPlan
from automation.core.recovery import pins_in, put_right
from automation.core.release import Release
from automation.runs.survey import deployed_release
from automation.runs.world import World


def insist_on_target(world: World, plan: RollbackPlan) -> None:
    """Insist that aliases and files are still where the run moved them.

    Raises:
        StoppedError: somebody else moved them meanwhile; it names what.
    """
    found = list(_differences(overwritten(world, plan)))
    if found:
        raise StoppedError(
            "While the run worked, somebody else moved what it moves, perhaps a deployment that "
            "had begun before the hold:\n" + "\n".join(f"  - {line}" for line in found),
            f"python -m automation.rollback {plan.environment} --to {plan.target_commit[:12]}   "
            "(when that deployment is over; it plans anew from what is live)",
        )


def overwritten(world: World, plan: RollbackPlan) -> RollbackPlan:
    """The plan with what has to be moved to be at the target, as it is now."""
    target = world.releases.read(plan.target_commit)
    live = LiveState(
        aliases=world.functions.read_aliases(sorted(pins_in(plan))),
        version_hashes={},
        objects=_files(world, target) if "frontend" in plan.components else {},
        object_versions=frozenset(),
        deployed=deployed_release(world.releases),
    )
    return put_right(plan, live, target)


def _files(world: World, target: Release | None) -> Mapping[str, LiveObject]:
    return world.frontend.read(target.frontend.objects if target else ()).objects


def _differences(plan: RollbackPlan) -> Iterator[str]:
    for shift in plan.aliases:
        if shift.from_version == shift.to_version:
            yield f"{shift.function_name} has other canary weights: {dict(shift.from_weights)}"
        else:
            yield f"{shift.function_name} serves {shift.from_version} instead of {shift.to_version}"
    for restore in plan.restores:
        yield f"{restore.object_key} is not the target's"
    for deletion in plan.deletions:
        yield f"{deletion.object_key} is not one of the target's files"
