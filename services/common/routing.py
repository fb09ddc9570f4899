"""Finding the route of a request: `GET /subjects/{number}` and the like. Pure."""

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import unquote

T = TypeVar("T")


def find_route(routes: Mapping[str, T], method: str, path: str) -> tuple[T, dict[str, str]] | None:
    """The route for a path, with what its pattern found; None if there is none.

    Args:
        routes: method and pattern to whatever answers there; `{name}` stands for one part.
        method: in capitals.
        path: below the service's prefix, `/` at least.
    """
    parts = path.strip("/").split("/")
    for pattern, found in routes.items():
        wanted_method, _, wanted_path = pattern.partition(" ")
        parameters = _match(wanted_path.strip("/").split("/"), parts)
        if wanted_method == method and parameters is not None:
            return found, parameters
    return None


def _match(pattern: list[str], parts: list[str]) -> dict[str, str] | None:
    if len(pattern) != len(parts):
        return None
    parameters = {}
    for wanted, part in zip(pattern, parts, strict=True):
        if wanted.startswith("{") and part:
            parameters[wanted.strip("{}")] = unquote(part)
        elif wanted != part:
            return None
    return parameters
