"""From users' requests to users served again, without a hand: no part of the way is stood in for.

The release breaks, the gateway's requests raise the alarm, EventBridge starts the function that the
program would deploy, from its own archive, and that takes the platform back.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.core.journal import Entry, RunRecord
from automation.core.phases import phase_times
from components import tool_code
from sandbox.home import Home
from sandbox.load.generator import Load
from sandbox.monitoring.minute import VARIABLE as MINUTE_VARIABLE
from sandbox.state import Running
from tests.functional.automation.conftest import serving
from tests.functional.automation.finding_aws import find_aws_at
from tests.functional.automation.miniature.platform import Platform
from tests.functional.automation.miniature.scenes import Scene, broken
from tests.functional.automation.runs.alarming import Alarming
from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.monitoring.declaring import declare_alarms
from tests.functional.sandbox.monitoring.watched import until
from tools.rollback_function import zipped

pytestmark = pytest.mark.functional

NAME = "clinical-trial-rollback-dev"
RULE = "clinical-trial-rollback-dev"
# Short, but long enough for twenty requests on a busy machine.
MINUTE = "10"
RPS, LONGEST_SECONDS = 6.0, 600.0


@pytest.fixture
def hasty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setenv(MINUTE_VARIABLE, MINUTE)
    with serving(Home(tmp_path / "hasty")) as started:
        find_aws_at(started.endpoint, monkeypatch)
        yield started


@pytest.fixture
def scene(hasty: Running) -> Scene:
    """A broken release is live; the one before it was found healthy."""
    made = broken(Platform(hasty, Clients(hasty.endpoint, "test", "test"), "dev"))
    made.platform.deployment.name_api("clinical-trial-dev")
    Alarming(made.platform).judge_healthy(made.good.commit)
    return made


@pytest.fixture
def function(scene: Scene, tmp_path: Path) -> str:
    """As the program deploys it; its ARN."""
    clients = scene.platform.clients
    made = clients.lambda_.create_function(
        FunctionName=NAME,
        Role=functions.role_arn(clients),
        Runtime="python3.13",
        Architectures=["arm64"],
        Handler=tool_code.ROLLBACK.handler,
        Code={"ZipFile": zipped(tmp_path / "function.zip").read_bytes()},
        Timeout=900,
        Environment={"Variables": {"ENVIRONMENT": "dev"}},
    )
    clients.lambda_.put_function_concurrency(FunctionName=NAME, ReservedConcurrentExecutions=1)
    return str(made["FunctionArn"])


def start_by(clients: Clients, function: str, alarm: str) -> None:
    """The rule, its target, and the permission."""
    events = clients.of("events")
    pattern = {
        "source": ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change"],
        "detail": {"alarmName": [alarm], "state": {"value": ["ALARM"]}},
    }
    rule = events.put_rule(Name=RULE, EventPattern=json.dumps(pattern))["RuleArn"]
    events.put_targets(Rule=RULE, Targets=[{"Id": "rollback", "Arn": function}])
    clients.lambda_.add_permission(
        FunctionName=NAME,
        StatementId="rule",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=rule,
    )


def finished_run(scene: Scene) -> RunRecord | None:
    return next((run for run in scene.platform.ledger.runs() if run.status == "finished"), None)


def journal(scene: Scene, run: RunRecord) -> list[Entry]:
    return [
        Entry.model_validate_json(item["document"]["S"])
        for item in sorted(scene.platform.ledger.items(), key=lambda item: str(item["sk"]["S"]))
        if item["pk"]["S"] == f"RUN#{run.run_id}"
    ]


def test_users_break_the_alarm_fires_and_the_platform_goes_back_by_itself(
    scene: Scene, function: str
) -> None:
    platform = scene.platform
    alarm = declare_alarms(platform.deployment)["errors-fast"]
    start_by(platform.clients, function, alarm)

    with Load(platform.site_url, RPS, LONGEST_SECONDS, ["/api/health"]):
        run = until(lambda: finished_run(scene))

    assert platform.state() == scene.target
    assert (run.target_commit, run.from_commit) == (scene.good.commit, scene.bad.commit)
    hold = platform.ledger.hold()
    assert hold is not None
    assert hold.run_id == run.run_id
    assert [phase.name for phase in phase_times(run, journal(scene, run))] == [
        "detection",
        "execution",
        "validation",
        "notification",
    ]
