"""A lock-down as typed, seen as a user sees it, and its undoing."""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.functional.automation.miniature.platform import Platform
from tests.functional.automation.miniature.scenes import Scene
from tests.functional.automation.runs.operator import Operator, Ran
from tests.functional.sandbox.deployment import VISIBILITY

pytestmark = pytest.mark.functional

INCIDENT: Final = ("--incident", "SEC-1", "--reason", "a stolen key")
LOCK: Final = ("lockdown", "dev", *INCIDENT)
UNLOCK: Final = ("unlock", "dev", "--reason", "the key is revoked", "--yes")
ALLOW_ALL: Final[dict[str, Any]] = {
    "Name": "partners",
    "Priority": 0,
    "Action": {"Allow": {}},
    "Statement": {
        "ByteMatchStatement": {
            "SearchString": b"/",
            "FieldToMatch": {"UriPath": {}},
            "PositionalConstraint": "STARTS_WITH",
            "TextTransformations": [{"Priority": 0, "Type": "NONE"}],
        }
    },
    "VisibilityConfig": VISIBILITY,
}


@pytest.fixture
def platform(scene: Scene) -> Iterator[Platform]:
    """A platform whose firewall lets everybody in by a rule, and whose stage has an override."""
    made = scene.platform
    made.reset()
    made.deployment.set_rules([ALLOW_ALL])
    for key in ("*/*", "~1api~1{proxy+}/GET"):
        made.deployment.patch_stage(f"/{key}/throttling/rateLimit", "500")
        made.deployment.patch_stage(f"/{key}/throttling/burstLimit", "1000")
    yield made
    made.deployment.set_rules([])
    for key in ("*/*", "~1api~1{proxy+}/GET"):
        made.deployment.patch_stage(f"/{key}", "", op="remove")


def emergency(operator: Operator, *arguments: str) -> Ran:
    return operator.types("automation.emergency", *arguments)


def everything(platform: Platform) -> tuple[dict[str, Any], dict[str, Any], list[int | None]]:
    """The configuration of all that a lock-down closes."""
    functions = [
        platform.clients.lambda_.get_function_concurrency(
            FunctionName=platform.function(service)
        ).get("ReservedConcurrentExecutions")
        for service in platform.services
    ]
    return platform.deployment.acl(), platform.deployment.method_settings(), functions


def test_users_are_refused_at_the_edge_and_at_the_api_and_let_in_again_as_before(
    platform: Platform, operator: Operator
) -> None:
    before = everything(platform)
    assert platform.deployment.get("/").status == 200
    assert platform.deployment.get_directly("/api/health") == 503  # its newest release is broken

    locked = emergency(operator, *LOCK, "--times")

    assert "no release that can be reached is marked secure" in locked.said
    assert locked.code == 0, locked.said
    assert platform.deployment.get("/").status == 403
    assert platform.deployment.get("/api/health").status == 403
    assert platform.deployment.get_directly("/api/health") == 429

    opened = emergency(operator, *UNLOCK)

    assert opened.code == 0, opened.said
    assert everything(platform) == before
    assert platform.deployment.get("/").status == 200
    assert platform.deployment.get_directly("/api/health") == 503
