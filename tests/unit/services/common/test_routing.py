import pytest

from services.common.routing import find_route

ROUTES = {
    "GET /": "root",
    "GET /health": "health",
    "GET /{key}": "one",
    "PUT /{key}": "put",
    "GET /subjects/{number}/entries": "entries",
}


@pytest.mark.parametrize(
    ("method", "path", "route", "parameters"),
    [
        ("GET", "/", "root", {}),
        ("GET", "/health", "health", {}),
        ("GET", "/a%20b", "one", {"key": "a b"}),
        ("PUT", "/health", "put", {"key": "health"}),
        ("GET", "/subjects/BER-0001/entries", "entries", {"number": "BER-0001"}),
    ],
)
def test_finds_the_route_and_what_its_pattern_found(
    method: str, path: str, route: str, parameters: dict[str, str]
) -> None:
    assert find_route(ROUTES, method, path) == (route, parameters)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/"),
        ("GET", "/a/b"),
        ("GET", "/subjects//entries"),
        ("GET", "/subjects/BER-0001/entries/more"),
        ("get", "/health"),
    ],
)
def test_finds_nothing_for_another_method_or_shape(method: str, path: str) -> None:
    assert find_route(ROUTES, method, path) is None
