"""Which resource and method of a REST API a request is for. Pure.

An exact path goes before a path parameter, which goes before a greedy `{proxy+}`. Source:
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Route:
    """A resource that a path matches, with the values of its path parameters."""

    resource_path: str
    parameters: dict[str, str]


def find_route(resource_paths: Iterable[str], path: str) -> Route | None:
    """The best match of a path among the API's resources."""
    candidates = []
    for resource_path in resource_paths:
        parameters = _match(_segments(resource_path), _segments(path))
        if parameters is not None:
            candidates.append(Route(resource_path, parameters))
    return min(candidates, key=_vagueness, default=None)


def _segments(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment]


def _match(pattern: list[str], segments: list[str]) -> dict[str, str] | None:
    parameters: dict[str, str] = {}
    for index, part in enumerate(pattern):
        if part.endswith("+}"):
            rest = segments[index:]
            return parameters | {part[1:-2]: "/".join(rest)} if rest else None
        if index >= len(segments):
            return None
        if part.startswith("{"):
            parameters[part[1:-1]] = segments[index]
        elif part != segments[index]:
            return None
    return parameters if len(pattern) == len(segments) else None


def _vagueness(route: Route) -> list[int]:
    """Compared segment by segment: 0 exact, 1 parameter, 2 greedy."""
    ranks = []
    for segment in _segments(route.resource_path):
        greedy = segment.endswith("+}")
        ranks.append(2 if greedy else 1 if segment.startswith("{") else 0)
    return ranks
