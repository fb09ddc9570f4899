"""What the method settings of a stage are when it lets nobody in, and the patches there and back.

Pure. Sources: API Gateway API reference, MethodSetting (keys are `*/*` and one a method that has
settings of its own, which `*/*` does not reach) and "Patch operations", UpdateStage.
"""

from collections.abc import Mapping
from typing import Any, Final

MethodSettings = Mapping[str, Mapping[str, Any]]
Patch = dict[str, str]
EVERY_METHOD: Final = "*/*"
RATE: Final = "throttlingRateLimit"
BURST: Final = "throttlingBurstLimit"
# Name in GetStage's answer -> path of its patch, below the method's.
PATHS: Final = {
    "metricsEnabled": "metrics/enabled",
    "loggingLevel": "logging/loglevel",
    "dataTraceEnabled": "logging/dataTrace",
    RATE: "throttling/rateLimit",
    BURST: "throttling/burstLimit",
    "cachingEnabled": "caching/enabled",
    "cacheTtlInSeconds": "caching/ttlInSeconds",
    "cacheDataEncrypted": "caching/dataEncrypted",
    "requireAuthorizationForCacheControl": "caching/requireAuthorizationForCacheControl",
    "unauthorizedCacheControlHeaderStrategy": "caching/unauthorizedCacheControlHeaderStrategy",
}


def closing(settings: MethodSettings) -> tuple[Patch, ...]:
    """Patches after which no method of the stage takes a request."""
    return tuple(
        _replace(key, name, "0")
        for key in sorted({EVERY_METHOD, *settings})
        for name in (RATE, BURST)
        if settings.get(key, {}).get(name) != 0
    )


def opening(former: MethodSettings, found: MethodSettings) -> tuple[Patch, ...]:
    """Patches that put the throttles back: a number as that number, absent as absent.

    Args:
        former: how the settings were before they were closed.
        found: how they are.
    """
    patches: list[Patch] = []
    for key in sorted(found):
        if key not in former:
            patches.append({"op": "remove", "path": f"/{key}"})
        else:
            patches += _restored(key, former[key], found[key])
    return tuple(patches)


def is_closed(settings: MethodSettings) -> bool:
    """Whether no method takes a request."""
    return not closing(settings)


def strange(former: MethodSettings, found: MethodSettings) -> tuple[str, ...]:
    """What is neither as it was nor as closing leaves it: somebody else's doing.

    Args:
        former: before it was closed.
        found: now.
    """
    expected = {key: {**each, RATE: 0.0, BURST: 0} for key, each in former.items()}
    lines = []
    for key in sorted(expected.keys() | found.keys() | {EVERY_METHOD}):
        if key not in expected and key != EVERY_METHOD:
            lines.append(f"{key} has settings, and had none")
        elif key not in found:
            lines.append(f"{key} has no settings any more")
        else:
            # Settings that closing made have AWS's defaults beside the throttle.
            wanted = expected.get(key, {**found[key], RATE: 0.0, BURST: 0})
            lines += _differences(key, wanted, found[key])
    return tuple(lines)


def _differences(key: str, wanted: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    return [
        f"{key} {PATHS.get(name, name)}: {found.get(name, 'absent')} "
        f"instead of {wanted.get(name, 'absent')}"
        for name in sorted(wanted.keys() | found.keys())
        if wanted.get(name) != found.get(name)
    ]


def _restored(key: str, former: Mapping[str, Any], found: Mapping[str, Any]) -> list[Patch]:
    """One number can't be removed alone: where one was absent, the method begins anew."""
    if RATE in former and BURST in former:
        return [
            _replace(key, name, former[name])
            for name in (RATE, BURST)
            if former[name] != found.get(name)
        ]
    if all((name in former) == (name in found) for name in (RATE, BURST)):
        return []
    anew = [_replace(key, name, value) for name, value in sorted(former.items()) if name in PATHS]
    return [{"op": "remove", "path": f"/{key}"}, *anew]


def _replace(key: str, name: str, value: Any) -> Patch:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return {"op": "replace", "path": f"/{key}/{PATHS[name]}", "value": text}
