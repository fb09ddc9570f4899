"""A second story: the infrastructure follows the traffic, a run is taken back, a run is killed.

It has a sandbox of its own, so that it is told beside the first one. A secret of the stack's is in
it from the beginning.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from automation.core.lease import Lease
from automation.core.names import ledger_table
from sandbox.demo import breakage
from sandbox.demo.aws import client
from sandbox.demo.command import Ran
from sandbox.demo.stage import Stage
from tests.e2e import canary
from tests.e2e.canary import STATE_BUCKET, Search
from tests.e2e.snapshot import Snapshot, take_snapshot
from tests.e2e.teller import PREVIEW, REASON, UP, Step, Teller, make_stack

_ROLLBACK: Final = ("python", "-m", "automation.rollback")
_CACHE: Final = "empty the distribution's cache"
_APPLIES: Final = ("preview again", "resources to", "· update ")


@dataclass(frozen=True)
class Followed:
    """The infrastructure after the traffic, by `reconcile`."""

    asked: Step
    ran: Step
    preview: Step


@dataclass(frozen=True)
class TakenBack:
    """A run that was asked to stop after it moved the traffic, and its `abort`."""

    before: Snapshot
    stopped: Step
    aborted: Step


@dataclass(frozen=True)
class Killed:
    """A run that was killed with everything it started while the engine applied its plan.

    Attributes:
        locks: of the stack, after the kill.
        search: for the secret, after the kill.
        at_end: the same after the run went on to its end.
    """

    struck: Step
    locks: int
    search: Search
    resumed: Step
    preview: Step
    at_end: Search


@dataclass(frozen=True)
class Endings:
    """All chapters.

    Attributes:
        first: prod as A's deployment left it.
        newest: the deployment of C.
        after_success: the search for the secret after a run that succeeded.
    """

    first: Snapshot
    newest: Step
    followed: Followed
    after_success: Search
    taken_back: TakenBack
    killed: Killed


def tell(stage: Stage) -> Endings:
    """Do all of it, in order."""
    teller, shop = Teller(stage), stage.workshop
    make_stack(teller)
    hide_secret(teller)
    a = shop.commit("Release A")
    teller.must(*UP)
    first = take_snapshot(stage, "prod")
    breakage.write_release_b(shop.folder)
    breakage.repair(shop.folder)
    c = shop.commit("Release C")
    newest = teller.step(*UP)
    teller.approve(teller.rollback(a, "--traffic-only"))
    teller.rollback(a, "--traffic-only", "--yes")
    return Endings(
        first=first,
        newest=newest,
        followed=follow(teller, a),
        after_success=teller.search(),
        taken_back=take_back(teller, c),
        killed=kill(teller, c),
    )


def hide_secret(teller: Teller) -> None:
    """Give the stack a secret setting that is nowhere else."""
    stack = ("--stack", "prod", "--secret")
    teller.must("pulumi", "config", "set", *stack, canary.SETTING, teller.secret)


def follow(teller: Teller, a: str) -> Followed:
    """After the traffic alone went back to A."""
    asked = teller.step(*_ROLLBACK, "reconcile", "prod", "--reason", REASON)
    teller.approve(asked)
    ran = teller.step(*_ROLLBACK, "reconcile", "prod", "--reason", REASON, "--yes")
    return Followed(asked, ran, _preview(teller, a))


def take_back(teller: Teller, c: str) -> TakenBack:
    """From A on to C, and back to A from half-way."""
    asked = teller.rollback(c, "--traffic-only")
    teller.approve(asked)
    command = (*_ROLLBACK, "prod", "--to", c, "--reason", REASON, "--traffic-only", "--yes")
    stopped = teller.stopped(command, _CACHE)
    aborted = teller.step(*_ROLLBACK, "abort", _run_of(stopped.ran))
    return TakenBack(asked.before, stopped, aborted)


def kill(teller: Teller, c: str) -> Killed:
    """From A on to C, whole; the engine dies after its first update began."""
    teller.approve(teller.rollback(c))
    command = (*_ROLLBACK, "prod", "--to", c, "--reason", REASON, "--yes")
    struck = teller.killed(command, *_APPLIES)
    locks, found = _locks(teller.stage), teller.search()
    _let_lease_lapse(teller.stage)
    run_id = _newest_run(teller)
    resumed = teller.step(*_ROLLBACK, "resume", run_id)
    last = _preview(teller, c)
    return Killed(struck, locks, found, resumed, last, teller.search())


def _preview(teller: Teller, commit: str) -> Step:
    shop = teller.stage.workshop
    shop.git("checkout", "--quiet", commit)
    step = teller.step(*PREVIEW, "--expect-no-changes")
    shop.git("checkout", "--quiet", "main")
    return step


def _run_of(ran: Ran) -> str:
    found = re.search(r"resume (prod-\w+-\w+)", ran.said)
    assert found is not None, ran.said
    return found[1]


def _newest_run(teller: Teller) -> str:
    listed = teller.step(*_ROLLBACK, "runs", "prod", "--json")
    found = re.findall(r"prod-\d+T\d+Z-\w+", listed.ran.output)
    assert found, listed.ran.said
    return str(max(found))


def _locks(stage: Stage) -> int:
    listed = client(stage, "s3").list_objects_v2(Bucket=STATE_BUCKET, Prefix=".pulumi/locks/")
    return int(listed["KeyCount"])


def _let_lease_lapse(stage: Stage) -> None:
    """What a minute and a half without a heartbeat do."""
    dynamodb, table = client(stage, "dynamodb"), ledger_table("prod")
    key = {"pk": {"S": "LEASE"}, "sk": {"S": "LEASE"}}
    item = dynamodb.get_item(TableName=table, Key=key)["Item"]
    lease = Lease.model_validate_json(item["document"]["S"])
    lapsed = lease.model_copy(update={"expires_at": datetime.now(UTC)})
    document = {"S": lapsed.model_dump_json()}
    dynamodb.put_item(TableName=table, Item={**item, "document": document})
