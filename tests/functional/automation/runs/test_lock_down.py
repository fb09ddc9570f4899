"""A lock-down as typed, seen as a user sees it, and its undoing."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final

import pytest

from automation.core.names import audit_bucket
from tests.functional.automation.miniature.platform import Platform
from tests.functional.automation.miniature.proxy import Proxy
from tests.functional.automation.miniature.scenes import Scene
from tests.functional.automation.runs.operator import Operator, Ran
from tests.functional.sandbox.deployment import VISIBILITY

pytestmark = [pytest.mark.functional, pytest.mark.usefixtures("checkpoint")]

INCIDENT: Final = ("--incident", "SEC-1", "--reason", "a stolen key")
LOCK: Final = ("lockdown", "dev", *INCIDENT)
UNLOCK: Final = ("unlock", "dev", "--reason", "the key is revoked", "--yes")
SECRET: Final = "a-canary-of-the-lock-down"
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


def evidence(platform: Platform, run_id: str) -> dict[str, str]:
    """What the bucket holds of a run's evidence, by name."""
    bucket, prefix = audit_bucket("dev"), f"evidence/{run_id}/"
    listed = platform.clients.s3.list_objects_v2(Bucket=bucket, Prefix=prefix)["Contents"]
    return {
        item["Key"].removeprefix(prefix): platform.clients.s3.get_object(
            Bucket=bucket, Key=item["Key"]
        )["Body"]
        .read()
        .decode()
        for item in listed
    }


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


def test_what_is_done_twice_is_done_once(
    platform: Platform, operator: Operator, proxy: Proxy
) -> None:
    before = everything(platform)
    assert emergency(operator, *LOCK, "--stop-functions").code == 0
    locked = everything(platform)
    proxy.begin()

    assert emergency(operator, *LOCK, "--stop-functions").code == 0

    assert everything(platform) == locked
    assert not [call for call in proxy.calls if call.service in {"wafv2", "apigateway", "lambda"}]
    assert emergency(operator, *UNLOCK).code == 0
    proxy.begin()
    again = emergency(operator, *UNLOCK)
    assert (again.code, proxy.calls) == (0, [])
    assert "Nothing of dev is closed" in again.said
    assert everything(platform) == before


def test_the_evidence_is_whole_has_no_secret_and_is_missed_when_it_is_altered(
    platform: Platform, operator: Operator, checkpoint: str
) -> None:
    platform.publish("api", "# secret\n", Environment={"Variables": {"TOKEN": SECRET}})

    locked = emergency(operator, *LOCK)

    run_id = next(word for word in locked.output.split() if word.startswith("dev-2"))
    kept = evidence(platform, run_id)
    assert "before/firewall.json" in kept
    assert kept["stack-checkpoint.json"] == checkpoint
    function = json.loads(kept[f"functions/{platform.function('api')}.json"])
    digest = f"sha256:{hashlib.sha256(SECRET.encode()).hexdigest()}"
    assert function["versions"][-1]["Environment"] == {"Variables": {"TOKEN": digest}}
    assert function["versions"][-1]["CodeSha256"]
    assert function["aliases"][0]["Name"] == "PROD"
    assert SECRET not in "".join(kept.values())
    verified = operator.types("automation.audit", "verify", "dev")
    assert (verified.code, "pieces of evidence" in verified.said) == (0, True)
    export = json.loads(
        operator.types("automation.audit", "export", "--run", run_id, "--json").output
    )
    assert {piece["sha256"] == piece["found"] for piece in export["evidence"]} == {True}
    assert len(export["evidence"]) == len(kept)
    assert {"door-closed", "hold-set", "evidence-kept", "run-finished"} <= {
        record["action"] for record in export["records"]
    }
    assert emergency(operator, *UNLOCK).code == 0


def test_status_tells_what_is_closed_and_the_next_command(
    platform: Platform, operator: Operator
) -> None:
    assert emergency(operator, *LOCK).code == 0

    told = json.loads(emergency(operator, "status", "dev", "--json").output)

    assert [(door["part"], door["state"]) for door in told["doors"]] == [
        ("api", "closed"),
        ("firewall", "closed"),
    ]
    assert {door["incident"] for door in told["doors"]} == {"SEC-1"}
    assert told["evidence"]
    assert told["next"].startswith("python -m automation.emergency unlock dev")
    assert emergency(operator, *UNLOCK).code == 0


def test_what_somebody_changed_since_is_shown_and_not_undone(
    platform: Platform, operator: Operator
) -> None:
    assert emergency(operator, *LOCK).code == 0
    platform.deployment.set_rules([])
    changed = everything(platform)

    refused = emergency(operator, *UNLOCK)

    assert refused.code == 5
    assert "rule partners is gone" in refused.said
    assert everything(platform) == changed
    assert emergency(operator, *LOCK).code == 0
    assert emergency(operator, *UNLOCK).code == 0


def test_a_function_is_isolated_and_let_run_again(platform: Platform, operator: Operator) -> None:
    platform.clients.lambda_.put_function_concurrency(
        FunctionName=platform.function("auth"), ReservedConcurrentExecutions=7
    )
    before = everything(platform)

    isolated = emergency(operator, "isolate", "dev", "--function", "auth", *INCIDENT)

    assert isolated.code == 0, isolated.said
    assert everything(platform)[2] == [None, 0, None]
    opened = emergency(operator, *UNLOCK, "--function", "auth")
    assert opened.code == 0, opened.said
    assert everything(platform) == before
    platform.clients.lambda_.delete_function_concurrency(FunctionName=platform.function("auth"))


def test_a_firewall_that_refuses_is_named_and_the_api_is_closed_all_the_same(
    platform: Platform, operator: Operator, proxy: Proxy
) -> None:
    proxy.refuse("wafv2")

    locked = emergency(operator, *LOCK)

    assert locked.code == 20
    assert "NOT closed: web ACL" in " ".join(locked.said.split())
    assert platform.deployment.get("/").status == 200
    assert platform.deployment.get("/api/health").status == 429
    proxy.begin()
    assert emergency(operator, *LOCK).code == 0
    assert platform.deployment.get("/").status == 403
    assert emergency(operator, *UNLOCK).code == 0


def test_functions_and_site_go_back_to_the_release_marked_secure_while_nobody_is_let_in(
    platform: Platform, operator: Operator, scene: Scene
) -> None:
    marked = operator.types(
        "automation.releases", "mark-secure", "dev", scene.good.commit, "--reason", "looked through"
    )
    assert marked.code == 0, marked.said

    locked = emergency(operator, *LOCK)

    assert locked.code == 0, locked.said
    assert platform.deployment.get("/").status == 403
    assert emergency(operator, *UNLOCK).code == 0
    assert platform.state() == scene.target


def test_the_infrastructure_is_not_touched_while_it_is_locked(
    platform: Platform, operator: Operator, scene: Scene
) -> None:
    assert emergency(operator, *LOCK).code == 0

    refused = operator.types(
        *("automation.rollback", "dev", "--to", scene.good.commit, "--yes"),
        *("--component", "infrastructure"),
    )

    assert refused.code == 19
    assert "automation.emergency unlock dev" in refused.said
    assert emergency(operator, *UNLOCK).code == 0
