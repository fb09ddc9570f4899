import pytest

from sandbox.gateway.routes import Route, find_route

RESOURCES = ["/", "/api", "/api/health", "/api/{service}/health", "/api/{proxy+}"]


@pytest.mark.parametrize(
    ("path", "resource", "parameters"),
    [
        ("/", "/", {}),
        ("/api", "/api", {}),
        ("/api/health", "/api/health", {}),
        ("/api/auth/health", "/api/{service}/health", {"service": "auth"}),
        ("/api/auth/login", "/api/{proxy+}", {"proxy": "auth/login"}),
        ("/api/a/b/c", "/api/{proxy+}", {"proxy": "a/b/c"}),
    ],
)
def test_the_most_exact_resource_wins(path: str, resource: str, parameters: dict[str, str]) -> None:
    assert find_route(RESOURCES, path) == Route(resource, parameters)


@pytest.mark.parametrize("path", ["/other", "/other/health"])
def test_a_path_without_a_resource_has_no_route(path: str) -> None:
    assert find_route(RESOURCES, path) is None


def test_a_greedy_parameter_needs_something_to_take() -> None:
    assert find_route(["/api/{proxy+}"], "/api") is None
