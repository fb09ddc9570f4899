"""What a state would have otherwise than the present one, by resource. Pure.

States are in the form of `pulumi stack export`, with their secrets encrypted. Properties are told
by name, never by value: a secret's ciphertext is nobody's business either.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from automation.core.pending import PendingOperation, pending_in

State = Mapping[str, Any]
_Key = tuple[str, bool]

# What the engine notes for itself about a resource, and changes without the resource changing.
_NOTES: Final = frozenset({"urn", "created", "modified", "sourcePosition", "stackTrace"})
_PROPERTIES: Final = frozenset({"inputs", "outputs"})
_ENCRYPTED: Final = "4dabf18193072939515e22adb298388d"


@dataclass(frozen=True)
class ResourceDifference:
    """One resource that both states have.

    Attributes:
        urn: its name in the stack.
        what: `id`, `protect`, `inputs.name` …, sorted.
    """

    urn: str
    what: tuple[str, ...]


@dataclass(frozen=True)
class StateDiff:
    """From the present state to the other one.

    Attributes:
        gained: URNs that only the other state has.
        lost: URNs that only the present state has; the resources themselves stay in AWS.
        changed: what both have, otherwise.
        pending_now: operations without an end in the present state.
        pending_then: the same in the other one.
    """

    gained: tuple[str, ...]
    lost: tuple[str, ...]
    changed: tuple[ResourceDifference, ...]
    pending_now: tuple[PendingOperation, ...]
    pending_then: tuple[PendingOperation, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the other state says the same as the present one."""
        return not (self.gained or self.lost or self.changed or self.pending_now)


def diff_states(present: State, wanted: State) -> StateDiff:
    """Compare two states.

    Args:
        present: as it is now; empty where it can't be read.
        wanted: as it would be.
    """
    now, then = _resources(present), _resources(wanted)
    both = sorted(now.keys() & then.keys())
    found = (ResourceDifference(_name(key), _differences(now[key], then[key])) for key in both)
    return StateDiff(
        gained=tuple(_name(key) for key in sorted(then.keys() - now.keys())),
        lost=tuple(_name(key) for key in sorted(now.keys() - then.keys())),
        changed=tuple(difference for difference in found if difference.what),
        pending_now=pending_in(present),
        pending_then=pending_in(wanted),
    )


def fingerprint(state: State) -> str:
    """SHA-256 of what a state says, whenever and by which engine it was written."""
    deployment = {**(state.get("deployment") or {})}
    said = {
        "resources": [
            [_key(each), _comparable(each)] for each in deployment.get("resources") or ()
        ],
        "pending": deployment.get("pending_operations") or [],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def without_pending(state: State) -> dict[str, Any]:
    """The state without the operations whose end nobody knows."""
    deployment = {**(state.get("deployment") or {})}
    deployment.pop("pending_operations", None)
    return {**state, "deployment": deployment}


def _resources(state: State) -> dict[_Key, Mapping[str, Any]]:
    """A resource that is being replaced is there twice; the old one is marked for deletion."""
    listed = (state.get("deployment") or {}).get("resources") or ()
    return {_key(each): each for each in listed}


def _key(resource: Mapping[str, Any]) -> _Key:
    return str(resource.get("urn")), bool(resource.get("delete"))


def _name(key: _Key) -> str:
    urn, is_condemned = key
    return f"{urn} (to be deleted)" if is_condemned else urn


def _differences(now: Mapping[str, Any], then: Mapping[str, Any]) -> tuple[str, ...]:
    one, other = _comparable(now), _comparable(then)
    names = [key for key in one.keys() | other.keys() if one.get(key) != other.get(key)]
    found = [name for key in names for name in _named(key, one.get(key), other.get(key))]
    return tuple(sorted(found))


def _named(key: str, one: Any, other: Any) -> tuple[str, ...]:
    if key not in _PROPERTIES:
        return (key,)
    one, other = one or {}, other or {}
    return tuple(f"{key}.{p}" for p in one.keys() | other.keys() if one.get(p) != other.get(p))


def _comparable(resource: Mapping[str, Any]) -> dict[str, Any]:
    """What says something of the resource; a secret is one, whatever it was encrypted with."""
    return {key: _plain(value) for key, value in resource.items() if key not in _NOTES}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        if _ENCRYPTED in value and "ciphertext" in value:
            return "a secret"
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
