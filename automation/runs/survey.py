"""Reading everything that a plan is made from, at once. I/O: reads only."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

from automation.core.errors import OtherVersionError
from automation.core.hold import Hold
from automation.core.journal import RunRecord
from automation.core.live import LiveState
from automation.core.release import Release
from automation.core.run_kinds import is_rollback
from automation.runs.ports import Ledger, Releases, Stack
from automation.runs.world import World


def read_live(world: World, target: Release) -> LiveState:
    """One reading of an environment, as far as a target release is concerned."""
    names = [function.function_name for function in target.functions]
    versions = [(function.function_name, function.version) for function in target.functions]
    with ThreadPoolExecutor() as pool:
        aliases = pool.submit(world.functions.read_aliases, names)
        hashes = pool.submit(world.functions.read_version_hashes, versions)
        bucket = pool.submit(world.frontend.read, target.frontend.objects)
        deployed = pool.submit(deployed_release, world.releases)
        held = pool.submit(read_hold, world.ledger)
        provider = pool.submit(_provider_at_hand, world.stack, target)
        hold, holding_run = held.result()
        return LiveState(
            aliases=aliases.result(),
            version_hashes=hashes.result(),
            objects=bucket.result().objects,
            object_versions=bucket.result().versions,
            deployed=deployed.result(),
            hold=hold,
            holding_run=holding_run,
            provider_at_hand=provider.result(),
        )


def deployed_release(releases: Releases) -> Release | None:
    """The release that was deployed last; None if nothing ever was."""
    newest = releases.newest(limit=1)
    return newest[0] if newest else None


def read_hold(ledger: Ledger) -> tuple[Hold | None, RunRecord | None]:
    """The hold, and the rollback that set it, as far as this version of the tool can read it."""
    hold = ledger.read_hold()
    if hold is None or hold.target_commit is None:
        return hold, None
    try:
        return hold, holding_rollback(ledger, hold)
    except OtherVersionError:
        return hold, None


def holding_rollback(ledger: Ledger, hold: Hold) -> RunRecord | None:
    """The rollback that a hold goes back to; None if there is none.

    A lock-down holds what a rollback held before it, and keeps its target.

    Raises:
        OtherVersionError: another version of this tool wrote the run.
    """
    run = ledger.read_run(hold.run_id)
    while run is not None and not is_rollback(run):
        run = ledger.read_run(run.earlier_hold.run_id) if run.earlier_hold else None
    return run


def _provider_at_hand(stack: Stack | None, target: Release) -> bool:
    return stack is None or stack.has_provider("aws", target.toolchain.provider)


def nearest(commit: str, newest: Collection[Release]) -> tuple[str, ...]:
    """Lines that name releases a person may have meant, newest first."""
    return tuple(
        f"{release.commit[:12]}  deployed {release.deployed_at:%Y-%m-%d %H:%M} UTC"
        for release in newest
        if release.commit != commit
    )
