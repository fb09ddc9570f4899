"""Whether a release can still be gone back to, and if not, why. Pure.

Source: the design's step 2 and the procedure's prerequisites ("Previous version must be
available, function aliases must be configured").
"""

from dataclasses import dataclass

from automation.core.live import LiveState
from automation.core.plan import ComponentName
from automation.core.release import FrontendObject, Release


@dataclass(frozen=True)
class Obstacle:
    """One reason against going back, and the way out of it."""

    reason: str
    way_out: str


def obstacles(
    live: LiveState, target: Release, components: tuple[ComponentName, ...]
) -> tuple[Obstacle, ...]:
    """Everything that stands in the way of the given components; empty if nothing does."""
    found: list[Obstacle] = []
    if "functions" in components:
        found += _functions(live, target)
        found += _schema(live, target)
    if "frontend" in components:
        found += _files(live, target)
    if "infrastructure" in components:
        found += _provider(live, target)
    return tuple(found)


def _functions(live: LiveState, target: Release) -> list[Obstacle]:
    found = []
    for function in target.functions:
        name, version = function.function_name, function.version
        code = live.version_hashes.get((name, version))
        if name not in live.aliases:
            found.append(Obstacle(f"{name} has no alias to move", "deploy the platform first"))
        elif code is None:
            found.append(
                Obstacle(f"{name} version {version} is gone", "choose a newer release, or redeploy")
            )
        elif code != function.code_sha256:
            found.append(
                Obstacle(
                    f"{name} version {version} holds other code ({code}) than was released "
                    f"({function.code_sha256})",
                    "the function was deleted and made again: redeploy the commit",
                )
            )
    return found


def _files(live: LiveState, target: Release) -> list[Obstacle]:
    gone = [
        item.key
        for item in target.frontend.objects
        if (item.key, item.version_id) not in live.object_versions and not _is_live(live, item)
    ]
    if not gone:
        return []
    shown = ", ".join(gone[:3]) + (f" and {len(gone) - 3} more" if len(gone) > 3 else "")
    return [
        Obstacle(
            f"{len(gone)} of the frontend's file versions are gone: {shown}",
            "choose a release inside the bucket's retention, or redeploy the commit",
        )
    ]


def _is_live(live: LiveState, item: FrontendObject) -> bool:
    current = live.objects.get(item.key)
    return current is not None and current.holds(item.version_id, item.etag, item.metadata)


def _schema(live: LiveState, target: Release) -> list[Obstacle]:
    if live.deployed is None:
        return []
    current, wanted = live.deployed.db_schema, target.db_schema
    if wanted.works_on(current):
        return []
    needs = f" and needs code of {current.needs_code_of}" if current.needs_code_of else ""
    return [
        Obstacle(
            f"the database schema is at {current.head}{needs}, the release's code works with "
            f"{wanted.oldest} to {wanted.newest}",
            "the database never moves as a side effect: see docs/runbook.md, data corruption",
        )
    ]


def _provider(live: LiveState, target: Release) -> list[Obstacle]:
    if live.provider_at_hand:
        return []
    return [
        Obstacle(
            f"the release's program needs provider aws {target.toolchain.provider}, "
            "which is not installed and can't be had",
            f"pulumi plugin install resource aws {target.toolchain.provider}, or --traffic-only",
        )
    ]
