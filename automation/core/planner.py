"""From what is live and what should be to the steps between. Pure.

Traffic first, infrastructure second, verdict last. What is as it should be already gets no step,
so planning again after a rollback gives an empty plan.
"""

from collections.abc import Collection

from automation.core.journal import ENDED
from automation.core.live import LiveAlias, LiveState
from automation.core.plan import (
    ComponentName,
    DeleteObject,
    EnginePreview,
    HoldEnvironment,
    InvalidateCdn,
    ReconcileInfrastructure,
    RestoreObject,
    RollbackPlan,
    SettleReleases,
    ShiftAlias,
    Step,
    VerifyHealth,
)
from automation.core.release import FunctionRelease, Release


def plan_rollback(
    live: LiveState,
    target: Release,
    *,
    components: tuple[ComponentName, ...],
    site_url: str,
    preview: EnginePreview | None = None,
    only_functions: Collection[str] = (),
    is_locked: bool = False,
) -> RollbackPlan:
    """Plan the way from the live state to the target release.

    Args:
        live: one reading of the environment.
        target: the release to go back to.
        components: the parts to take back.
        site_url: where the platform's users would ask.
        preview: what the engine would do; None leaves the infrastructure out.
        only_functions: names of single functions; empty means all.
        is_locked: nobody can ask as users do, so nothing is verified and no verdict given.
    """
    functions = chosen_functions(target, components, only_functions)
    work: list[Step] = list(_shift_aliases(live, functions))
    if "frontend" in components:
        work += _frontend(live, target)
    reconcile = _reconcile(target, preview) if "infrastructure" in components else ()
    if (work or reconcile) and not is_locked:
        work.append(_verify(target, site_url, components))
    work += reconcile
    return RollbackPlan(
        environment=target.environment,
        target_commit=target.commit,
        from_commit=_left(live, target),
        components=components,
        steps=_framed(work, live, target, functions, () if is_locked else components),
    )


def chosen_functions(
    target: Release, components: Collection[str], only: Collection[str] = ()
) -> tuple[FunctionRelease, ...]:
    """The functions that a rollback moves.

    Args:
        target: the release to go back to.
        components: the parts to take back.
        only: services or function names; empty means all.
    """
    if "functions" not in components:
        return ()
    return tuple(
        function
        for function in target.functions
        if not only or function.service in only or function.function_name in only
    )


def pins_of(live: LiveState, functions: Collection[FunctionRelease]) -> tuple[tuple[str, str], ...]:
    """The version that each alias is to keep while the environment is held, sorted by function.

    Functions that the rollback leaves alone are pinned where they are now: a deployment that
    slips in must not move them either.
    """
    versions = {name: alias.version for name, alias in live.aliases.items()}
    versions |= {function.function_name: function.version for function in functions}
    return tuple(sorted(versions.items()))


def _framed(
    work: list[Step],
    live: LiveState,
    target: Release,
    functions: Collection[FunctionRelease],
    components: Collection[ComponentName],
) -> tuple[Step, ...]:
    if not work:
        return ()
    hold = HoldEnvironment(target.commit, pins_of(live, functions))
    whole = "frontend" in components and len(functions) == len(target.functions)
    return (hold, *work, *(_verdict(live, target) if whole else ()))


def _verdict(live: LiveState, target: Release) -> tuple[SettleReleases]:
    """A part of a release that serves well says nothing about the whole."""
    left = _left(live, target)
    return (SettleReleases(bad=left if left != target.commit else None, healthy=target.commit),)


def _left(live: LiveState, target: Release) -> str | None:
    """The commit that users are taken away from.

    Where a run to the same target was cut off half-way, that is still the one which it left.
    """
    run = live.holding_run
    if run is not None and run.target_commit == target.commit and run.status not in ENDED:
        return run.from_commit
    return live.served_commit


def _shift_aliases(
    live: LiveState, functions: Collection[FunctionRelease]
) -> tuple[ShiftAlias, ...]:
    return tuple(
        ShiftAlias(
            function_name=function.function_name,
            from_version=alias.version,
            to_version=function.version,
            revision_id=alias.revision_id,
            from_weights=alias.weights,
        )
        for function in sorted(functions, key=lambda function: function.function_name)
        if _serves_something_else(alias := live.aliases[function.function_name], function)
    )


def _serves_something_else(alias: LiveAlias, function: FunctionRelease) -> bool:
    return alias.version != function.version or bool(alias.weights)


def _frontend(live: LiveState, target: Release) -> list[Step]:
    restores = [
        RestoreObject(
            object_key=item.key,
            version_id=item.version_id,
            etag=item.etag,
            size=item.size,
            replaces=current.version_id if current else None,
            replaces_etag=current.etag if current else None,
            metadata=item.metadata,
            replaces_metadata=current.metadata if current else None,
        )
        for item in target.frontend.objects
        if (current := live.objects.get(item.key)) is None
        or not current.holds(item.version_id, item.etag, item.metadata)
    ]
    deletions = _extra_files(live, target)
    if not restores and not deletions:
        return []
    restores.sort(key=lambda step: (step.is_index, step.object_key))
    return [*restores, *deletions, InvalidateCdn(target.frontend.distribution_id)]


def _extra_files(live: LiveState, target: Release) -> list[DeleteObject]:
    """Files that the target did not have.

    A deployment leaves the files of its predecessors in the bucket (ADR 3), so for the release
    that was deployed last they are no difference.
    """
    if live.deployed is not None and live.deployed.commit == target.commit:
        return []
    wanted = {item.key for item in target.frontend.objects}
    return [
        DeleteObject(key, live.objects[key].version_id, live.objects[key].etag)
        for key in sorted(live.objects.keys() - wanted)
    ]


def _reconcile(
    target: Release, preview: EnginePreview | None
) -> tuple[ReconcileInfrastructure, ...]:
    if preview is None or not preview.changes:
        return ()
    return (ReconcileInfrastructure(target.commit, preview.changes, preview.drift),)


def _verify(target: Release, site_url: str, components: tuple[ComponentName, ...]) -> VerifyHealth:
    index = next((item for item in target.frontend.objects if item.key == "index.html"), None)
    return VerifyHealth(
        site_url=site_url,
        services=tuple(sorted(function.service for function in target.functions)),
        index_etag=index.etag if index and "frontend" in components else None,
    )
