"""What is wrong with a state as such: what the engine would refuse to work with. Pure.

The engine checks the same ("snapshot integrity failure") before each update and tells the first
fault only.
"""

from collections.abc import Mapping
from typing import Any, Final

_SEPARATOR: Final = "::"


def faults_in(state: Mapping[str, Any]) -> tuple[str, ...]:
    """Faults in words, in the state's order; none where the engine could work with it.

    Args:
        state: in the form of `pulumi stack export`.
    """
    known: set[str] = set()
    found: list[str] = []
    for resource in (state.get("deployment") or {}).get("resources") or ():
        urn = resource.get("urn")
        if not urn:
            found.append("a resource has no name")
            continue
        found += [f"{urn} {fault}" for fault in _faults(resource, known)]
        if not resource.get("delete"):
            known.add(urn)
    return tuple(dict.fromkeys(found))


def _faults(resource: Mapping[str, Any], known: set[str]) -> list[str]:
    needed = _needed(resource)
    found = [f"needs {urn}, which is not there before it" for urn in needed if urn not in known]
    if resource["urn"] in known and not resource.get("delete"):
        found.append("is there twice")
    if resource.get("custom") and not resource.get("id") and not resource.get("external"):
        found.append("has no id")
    return found


def _needed(resource: Mapping[str, Any]) -> tuple[str, ...]:
    provider = str(resource.get("provider") or "").rpartition(_SEPARATOR)[0]
    named = [resource.get("parent"), provider, *(resource.get("dependencies") or ())]
    return tuple(dict.fromkeys(str(urn) for urn in named if urn))
