"""Reading once more what is live before a run calls itself finished. I/O: reads, by the ports.

The hold keeps new deployments out. One that had asked for the hold before it was written goes on
writing, without a word to the run; what it wrote after the run is found here.
"""

from collections.abc import Iterator

from automation.core.errors import StoppedError
from automation.core.live import LiveState
from automation.core.plan import HoldEnvironment, RollbackPlan
from automation.core.planner import plan_rollback
from automation.runs.survey import deployed_release
from automation.runs.world import World


def insist_on_target(world: World, plan: RollbackPlan) -> None:
    """Insist that aliases and files are still where the run moved them.

    Raises:
        StoppedError: somebody else moved them meanwhile; it names what.
    """
    found = (*_aliases(world, plan), *_files(world, plan))
    if found:
        raise StoppedError(
            "While the run worked, somebody else moved what it moves, perhaps a deployment that "
            "had begun before the hold:\n" + "\n".join(f"  - {line}" for line in found),
            f"python -m automation.rollback {plan.environment} --to {plan.target_commit[:12]}   "
            "(when that deployment is over; it plans anew from what is live)",
        )


def _aliases(world: World, plan: RollbackPlan) -> Iterator[str]:
    pins = next((dict(s.pins) for s in plan.steps if isinstance(s, HoldEnvironment)), {})
    live = world.functions.read_aliases(sorted(pins))
    moved = {shift.function_name: shift.to_weights for shift in plan.aliases}
    for name, version in sorted(pins.items()):
        alias = live.get(name)
        if alias is None or alias.version != version:
            yield f"{name} serves {alias.version if alias else 'nothing'} instead of {version}"
        elif name in moved and alias.weights != moved[name]:
            yield f"{name} has other canary weights: {dict(alias.weights)}"


def _files(world: World, plan: RollbackPlan) -> Iterator[str]:
    target = world.releases.read(plan.target_commit)
    if target is None or "frontend" not in plan.components:
        return
    live = LiveState(
        aliases={},
        version_hashes={},
        objects=world.frontend.read(()).objects,
        object_versions=frozenset(),
        deployed=deployed_release(world.releases),
    )
    again = plan_rollback(live, target, components=("frontend",), site_url="")
    for restore in again.restores:
        yield f"{restore.object_key} is not the target's"
    for deletion in again.deletions:
        yield f"{deletion.object_key} is not one of the target's files"
