"""Each role may do exactly what its commands do: compared with the calls of some."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

import pytest

from automation.core import names
from components import access_policies
from components.access_policies import Parts, Place
from sandbox.environment import process_environment
from sandbox.home import Home
from sandbox.state import Running
from tests.functional.automation.gateways.git_repository import GitRepository
from tests.functional.automation.miniature.door import Door
from tests.functional.automation.miniature.nursery import Nursery
from tests.functional.automation.miniature.platform import Platform
from tests.functional.automation.miniature.proxy import Proxy
from tests.functional.automation.miniature.scenes import Scene, broken
from tests.functional.automation.miniature.work import Job, place_of
from tests.functional.automation.runs.operator import Operator
from tests.functional.automation.runs.rights import WEB_ACL, Right, granted, needed
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional

DEV: Final = Place("dev", "us-east-1", "123456789012", "state", "arn:aws:kms:key/state")
PROD: Final = Place("prod", "us-east-1", "123456789012", "state", "arn:aws:kms:key/state")
# What the policy grants and no call of a run tells of: the end of a copy that failed.
UNSEEN: Final = {"s3:AbortMultipartUpload"}


@pytest.fixture
def prod(quick_server: Running, quick_clients: Clients) -> Iterator[Scene]:
    """A broken platform in prod, where another person approves."""
    made = broken(Platform(quick_server, quick_clients, "prod"))
    yield made
    made.platform.remove()


@pytest.fixture
def prod_nursery(quick_server: Running, proxy: Proxy) -> Iterator[Nursery]:
    with (
        closing(Door(quick_server.site("prod"))) as door,
        closing(Nursery(place_of("prod", proxy.endpoint, door.url))) as made,
    ):
        yield made


@pytest.fixture
def approver(repository: GitRepository, quick_home: Home, proxy: Proxy, tmp_path: Path) -> Operator:
    """The approver, whose calls go through the proxy."""
    variables = process_environment("approver", quick_home) | {"AWS_ENDPOINT_URL": proxy.endpoint}
    return Operator(repository.folder, variables, tmp_path / "approver")


def parts_of(scene: Scene, place: Place) -> Parts:
    api = scene.platform.deployment.api_id
    stage = f"arn:aws:apigateway:{place.region}::/restapis/{api}/stages/{place.environment}"
    distribution = scene.platform.distribution_id
    arn = f"arn:aws:cloudfront::{place.account}:distribution/{distribution}"
    return Parts(arn, WEB_ACL, stage, "secret", "key")


def called(proxy: Proxy, place: Place) -> set[Right]:
    """The rights that the calls since the beginning of the record needed."""
    return {right for call in proxy.calls for right in needed(call, place)}


def insist_on_exactly(
    wanted: set[Right], statements: list[dict[str, Any]], but: Iterable[str] = ()
) -> None:
    """Every call is allowed, and everything that is allowed is called."""
    for right in wanted:
        assert right.is_granted(statements), right
    unused = {
        (action, resource, key)
        for action, resource, key in granted(statements)
        if action not in but
        and not any(
            right.action == action
            and fnmatchcase(right.resource, resource)
            and (key is None or fnmatchcase(right.key or "", key))
            for right in wanted
        )
    }
    assert unused == set()


def test_who_asks_may_do_what_asking_calls_and_change_nothing_beyond(
    prod: Scene, prod_nursery: Nursery, proxy: Proxy
) -> None:
    prod.platform.reset()
    proxy.begin()

    assert prod_nursery.run(Job("ask", "prod-asks", prod.good.commit)).status == "asked"

    insist_on_exactly(called(proxy, PROD), access_policies.request(PROD, parts_of(prod, PROD)))


def test_who_approves_may_do_what_signing_and_taking_back_call_and_change_nothing_beyond(
    prod: Scene, prod_nursery: Nursery, proxy: Proxy, approver: Operator
) -> None:
    prod.platform.reset()
    prod_nursery.run(Job("ask", "prod-asks", prod.good.commit))
    (request,) = prod.platform.ledger.requests()
    proxy.begin()

    for options in (("--reason", "Seen", "--yes"), ("--withdraw",)):
        done = approver.types("automation.approve", "prod", request.digest[:12], *options)
        assert done.code == 0, done.said

    insist_on_exactly(called(proxy, PROD), access_policies.approve(PROD))
    (request,) = prod.platform.ledger.requests()
    assert request.status == "withdrawn"


def test_who_rolls_back_may_do_what_holds_and_runs_call_and_change_nothing_beyond(
    scene: Scene,
    prod: Scene,
    nursery: Nursery,
    prod_nursery: Nursery,
    proxy: Proxy,
    operator: Operator,
) -> None:
    scene.platform.reset()
    proxy.begin()
    for action in ("--set", "--lift"):
        held = operator.types("automation.hold", "dev", action, "--reason", "A change freeze")
        assert held.code == 0, held.said
    assert nursery.run(Job("rollback", "dev-rights", scene.good.commit)).status == "finished"
    in_dev = called(proxy, DEV)
    prod.platform.reset()
    prod_nursery.run(Job("approve", "prod-asks", prod.good.commit))
    proxy.begin()
    assert prod_nursery.run(Job("carry out", "prod-goes", prod.good.commit)).status == "finished"
    in_prod = called(proxy, PROD)

    assert len(in_dev) >= 7
    for right in in_dev:
        assert right.is_granted(access_policies.rollback(DEV, parts_of(scene, DEV))), right
    insist_on_exactly(
        in_prod | done_elsewhere(in_dev),
        access_policies.rollback(PROD, parts_of(prod, PROD)),
        but=UNSEEN,
    )


@pytest.mark.usefixtures("checkpoint")
def test_who_locks_down_may_do_what_closing_and_opening_call_and_change_nothing_beyond(
    scene: Scene, proxy: Proxy, operator: Operator
) -> None:
    scene.platform.reset()
    proxy.begin()
    good, incident = scene.good.commit, ("--incident", "SEC-1", "--reason", "a stolen key")
    for module, *arguments in (
        ("automation.releases", "mark-secure", "dev", good, "--reason", "seen"),
        ("automation.emergency", "lockdown", "dev", "--stop-functions", *incident),
        ("automation.emergency", "unlock", "dev", "--reason", "over", "--yes"),
        ("automation.hold", "dev", "--lift", "--reason", "over"),
    ):
        done = operator.types(module, *arguments)
        assert done.code == 0, done.said

    insist_on_exactly(
        called(proxy, DEV) | not_seen_in_dev(),
        access_policies.lock_down(DEV, parts_of(scene, DEV)),
        but=UNSEEN,
    )


def not_seen_in_dev() -> set[Right]:
    """What the role does elsewhere: with all functions, asking in prod, judging what it can see;
    and what a web ACL's rules refer to."""
    waf = "arn:aws:wafv2:us-east-1:123456789012:global"
    plan = f"arn:aws:s3:::{names.audit_bucket('dev')}/runs/approval-d/plan.json"
    return {
        Right("s3:PutObject", plan),
        *(Right("dynamodb:PutItem", DEV.ledger, key) for key in ("APPROVAL", "RELEASE")),
        *(
            Right("wafv2:UpdateWebACL", f"{waf}/{it}")
            for it in ("ipset/clinical-trial-dev-blocked/1", "managedruleset/AWS/x")
        ),
        *(
            Right(f"lambda:{action}", function)
            for function in DEV.functions
            for action in ("UpdateAlias", "PutFunctionConcurrency", "DeleteFunctionConcurrency")
        ),
    }


def done_elsewhere(in_dev: set[Right]) -> set[Right]:
    """What the role does and that run did not: ask first, lift a hold, move all the functions."""
    assert Right("dynamodb:DeleteItem", DEV.ledger, "HOLD") in in_dev
    plan = f"arn:aws:s3:::{names.audit_bucket('prod')}/runs/approval-d/plan.json"
    return {
        Right("s3:PutObject", plan),
        Right("dynamodb:DeleteItem", PROD.ledger, "HOLD"),
        *(Right("lambda:UpdateAlias", function) for function in PROD.functions),
    }


def test_no_other_environment_is_in_reach(scene: Scene) -> None:
    statements = access_policies.rollback(DEV, parts_of(scene, DEV))
    reached = [resource for _, resource, _ in granted(statements)]

    own = scene.platform.distribution_id
    assert all("dev" in resource or resource.endswith(own) for resource in reached)
    assert names.frontend_bucket("prod") not in "".join(reached)
