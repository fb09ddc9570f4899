"""The audit of a run as its auditor gets it, by the commands, from AWS."""

import json
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass

import pytest

from automation.core import names
from automation.core.audit import to_json
from automation.core.errors import ExitCode
from sandbox.home import Home
from tests.functional.automation.gateways.git_repository import GitRepository
from tests.functional.automation.miniature.calls import Call
from tests.functional.automation.miniature.faults import Fault
from tests.functional.automation.miniature.proxy import Plan, Proxy
from tests.functional.automation.miniature.scenes import Scene
from tests.functional.automation.runs.conftest import requester
from tests.functional.automation.runs.operator import Operator

pytestmark = pytest.mark.functional


@dataclass(frozen=True)
class Audited:
    """A rollback of dev that an operator typed, and its calls that changed something."""

    run_id: str
    calls: list[Call]


@pytest.fixture(scope="module")
def audited(
    scene: Scene,
    repository: GitRepository,
    quick_home: Home,
    proxy: Proxy,
    tmp_path_factory: pytest.TempPathFactory,
) -> Audited:
    """Made once: what the tests read of it is locked, whatever later runs do."""
    typist = requester(repository, quick_home, proxy, tmp_path_factory.mktemp("audited"))
    scene.platform.reset()
    proxy.begin()
    ran = typist.types(
        *("automation.rollback", "dev", "--to", scene.good.commit),
        *("--traffic-only", "--reason", "blank page", "--yes"),
    )
    assert ran.code == 0, ran
    return Audited(scene.platform.ledger.runs()[0].run_id, proxy.calls)


@pytest.fixture
def run_id(audited: Audited) -> str:
    return audited.run_id


def test_the_export_of_a_run_tells_who_what_when_and_why(
    run_id: str, scene: Scene, operator: Operator
) -> None:
    text = operator.types("automation.audit", "export", "--run", run_id)
    document = operator.types("automation.audit", "export", "--run", run_id, "--json")

    assert (text.code, document.code) == (0, 0), (text, document)
    for told in (
        "The chain holds",
        "who     arn:aws:iam::123456789012:user/requester",
        "why     blank page",
        f"what    run-started: rollback to {scene.good.commit}",
        f"before  {scene.platform.function('api')}: version ",
        "after   status: finished",
    ):
        assert told in text.output
    exported = json.loads(document.output)
    assert exported["format"] == "clinical-trial/audit-export/1"
    assert exported["faults"] == []
    assert exported["records"][0]["action"] == "run-started"
    assert exported["records"][0]["digest"] == exported["plan_digest"]
    assert exported["records"][-1]["action"] == "run-finished"


@pytest.mark.usefixtures("run_id")
def test_a_chain_that_holds_is_verified_and_shown(operator: Operator) -> None:
    verified = operator.types("automation.audit", "verify", "dev")
    shown = operator.types("automation.audit", "show", "dev", "--last", "3")

    assert (verified.code, shown.code) == (0, 0), (verified, shown)
    anchor = verified.output.split()[-1]
    again = operator.types("automation.audit", "verify", "dev", "--anchor", anchor)
    assert again.code == 0
    assert "run-finished" in shown.output


def test_reading_the_audit_changes_nothing(run_id: str, operator: Operator, proxy: Proxy) -> None:
    proxy.begin()

    operator.types("automation.audit", "verify", "dev")
    operator.types("automation.audit", "export", "--run", run_id)

    assert proxy.calls == []


@pytest.mark.parametrize("record", [0, 1, 2])
def test_a_run_whose_record_can_not_be_written_stops_and_can_be_gone_on_with(
    record: int, audited: Audited, scene: Scene, operator: Operator, proxy: Proxy
) -> None:
    command = ("automation.rollback", "dev", "--to", scene.good.commit, "--traffic-only", "--yes")
    kept = f"PUT /{names.audit_bucket('dev')}/chain/"
    puts = [n for n, call in enumerate(audited.calls) if call.operation.startswith(kept)]
    scene.platform.reset()
    victim: Future[int] = Future()
    proxy.begin(Plan(puts[record], Fault.REFUSED, victim))

    stopped = operator.types(*command, victim=victim)

    assert stopped.code != 0
    assert "AccessDenied" in stopped.errors
    if record < 2:
        assert scene.platform.state() == scene.before
    proxy.begin()
    (run,) = scene.platform.ledger.runs()
    assert operator.types("automation.rollback", "resume", run.run_id).code == 0
    assert scene.platform.state() == scene.target
    assert scene.platform.audit.read().faults == ()


@pytest.fixture
def set_back(run_id: str, scene: Scene) -> Iterator[str]:
    """A run, after which the ledger's head was set back by two records; put right afterwards."""
    dynamodb = scene.platform.clients.of("dynamodb")
    table = names.ledger_table("dev")
    key = {"pk": {"S": "AUDIT"}, "sk": {"S": "HEAD"}}
    item = dynamodb.get_item(TableName=table, Key=key)["Item"]
    older = scene.platform.audit.read().records[-3]
    replay = item | {"document": {"S": to_json(older)}, "hash": {"S": older.hash}}
    dynamodb.put_item(TableName=table, Item=replay)
    yield run_id
    dynamodb.put_item(TableName=table, Item=item)


def test_a_ledger_that_was_set_back_is_found(set_back: str, operator: Operator) -> None:
    verified = operator.types("automation.audit", "verify", "dev")
    exported = operator.types("automation.audit", "export", "--run", set_back)

    assert verified.code == ExitCode.AUDIT_FAULT
    assert "older head: the ledger was set back" in verified.errors
    assert "THE CHAIN DOES NOT HOLD" in exported.output
