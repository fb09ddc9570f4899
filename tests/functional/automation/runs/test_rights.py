"""The role that rolls back may do exactly what a run does: compared with the calls of one."""

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Final

import pytest

from automation.core import names
from components import access_policies
from components.access_policies import Parts, Place
from tests.functional.automation.miniature.calls import Call
from tests.functional.automation.miniature.nursery import Nursery
from tests.functional.automation.miniature.proxy import Proxy
from tests.functional.automation.miniature.scenes import Scene
from tests.functional.automation.miniature.work import Job
from tests.functional.automation.runs.operator import Operator

pytestmark = pytest.mark.functional

PLACE: Final = Place("dev", "us-east-1", "123456789012", "state", "arn:aws:kms:key/state")
# What the policy grants beyond reading and no call tells of: the end of a copy that failed,
# and the parts of a transaction: its condition, and the deletion of a hold that is lifted.
UNSEEN: Final = {
    *("s3:AbortMultipartUpload", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem"),
}
# Source: Service Authorization Reference, "API operations" of each service.
ACTIONS: Final[tuple[tuple[str, str], ...]] = (
    (r"dynamodb PutItem", "dynamodb:PutItem"),
    (r"dynamodb TransactWriteItems", "dynamodb:PutItem"),
    (r"lambda PUT /2015-03-31/functions/([\w-]+)/aliases/PROD", "lambda:UpdateAlias"),
    (r"s3 PUT /([\w.-]+)/[^?]+", "s3:PutObject"),
    (r"s3 DELETE /([\w.-]+)/[^?]+", "s3:DeleteObject"),
    (
        r"cloudfront POST /2020-05-31/distribution/(\w+)/invalidation",
        "cloudfront:CreateInvalidation",
    ),
)


def needed(call: Call) -> tuple[str, str]:
    """The right that a call needs, and the ARN that it needs it on."""
    for pattern, action in ACTIONS:
        found = re.match(pattern, str(call))
        if found is not None:
            return action, _arn(action, found[1] if found.groups() else "")
    raise AssertionError(f"no right is known for {call}: may the role do that?")


def _arn(action: str, name: str) -> str:
    here = f"{PLACE.region}:{PLACE.account}"
    arns: dict[str, Callable[[], str]] = {
        "dynamodb": lambda: PLACE.ledger,
        "lambda": lambda: f"arn:aws:lambda:{here}:function:{name}",
        "s3": lambda: f"arn:aws:s3:::{name}/key",
        "cloudfront": lambda: f"arn:aws:cloudfront::{PLACE.account}:distribution/{name}",
    }
    return arns[action.partition(":")[0]]()


def granted(distribution: str) -> list[tuple[str, str]]:
    """Each action that the role may do, with each resource that it may do it on."""
    arn = f"arn:aws:cloudfront::{PLACE.account}:distribution/{distribution}"
    statements = access_policies.rollback(PLACE, Parts(arn, "acl", "stage", "secret", "key"))
    return [
        (action, resource)
        for statement in statements
        for action in statement["Action"]
        for resource in (
            [statement["Resource"]]
            if isinstance(statement["Resource"], str)
            else statement["Resource"]
        )
    ]


def changes(action: str) -> bool:
    return not re.match(r"\w+:(Get|List|Describe|Query|GET|Decrypt)", action)


def test_the_role_may_do_what_a_hold_and_a_run_call_and_change_nothing_beyond(
    scene: Scene, nursery: Nursery, proxy: Proxy, operator: Operator
) -> None:
    scene.platform.reset()
    proxy.begin()
    for action in ("--set", "--lift"):
        held = operator.types("automation.hold", "dev", action, "--reason", "A change freeze")
        assert held.code == 0, held.said
    assert nursery.run(Job("rollback", "dev-rights", scene.good.commit)).status == "finished"
    rights = granted(scene.platform.distribution_id)

    wanted = {needed(call) for call in proxy.calls}

    assert len(wanted) >= 7
    for action, arn in wanted:
        assert any(action == may and fnmatchcase(arn, resource) for may, resource in rights), (
            f"{action} on {arn}"
        )
    used = {action for action, _ in wanted}
    assert {action for action, _ in rights if changes(action)} == used | UNSEEN


def test_no_other_environment_is_in_reach() -> None:
    reached = [resource for action, resource in granted("E1") if changes(action)]

    assert all("dev" in resource or resource.endswith("E1") for resource in reached)
    assert names.frontend_bucket("prod") not in "".join(reached)
