"""The delivering function from its own archive: it loads alone, is started, and delivers once."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from automation.core.outbox import letters_of
from automation.gateways.outbox import OutboxGateway
from automation.handlers.composition import _notices
from automation.handlers.starting import MESSAGES_VARIABLE, start_delivery
from components import tool_code
from components.tool_code import MESSAGES, Program
from sandbox.receivers.receivers import Receivers, receivers
from sandbox.state import Running
from tests.builders import notice, notification_settings
from tests.functional.automation.finding_aws import find_aws_at
from tests.functional.automation.miniature.platform import Platform
from tests.functional.automation.miniature.scenes import broken
from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.monitoring.watched import until
from tools.rollback_function import load, runtime_folder, unzipped, zipped

pytestmark = pytest.mark.functional

NAME = "clinical-trial-messages-dev"
SETTINGS = notification_settings(
    pagerduty={"routingKeySecret": "messages/secret"},
    slack={"tokenSecret": "messages/secret"},
    statuspage=None,
    sns=None,
    email=None,
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return zipped(tmp_path_factory.mktemp("package") / "function.zip", MESSAGES)


@pytest.fixture
def people() -> Iterator[Receivers]:
    with receivers() as made:
        yield made


@pytest.fixture
def function(
    package: Path,
    people: Receivers,
    server: Running,
    clients: Clients,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    find_aws_at(server.endpoint, monkeypatch)
    scene = broken(Platform(server, clients, "dev"))
    told = scene.bad.governance.model_copy(update={"notifications": SETTINGS})
    scene.platform.release(scene.bad.commit, governance=told)
    secret = clients.of("secretsmanager").create_secret(
        Name="messages/secret", SecretString="canary0123456789"
    )["ARN"]
    clients.lambda_.create_function(
        FunctionName=NAME,
        Role=functions.role_arn(clients),
        Runtime="python3.13",
        Architectures=["arm64"],
        Handler=tool_code.MESSAGES.handler,
        Code={"ZipFile": package.read_bytes()},
        Timeout=120,
        Environment={"Variables": {"ENVIRONMENT": "dev", **people.variables}},
    )
    clients.lambda_.get_waiter("function_active_v2").wait(FunctionName=NAME)
    yield NAME
    clients.lambda_.delete_function(FunctionName=NAME)
    clients.of("secretsmanager").delete_secret(SecretId=secret, ForceDeleteWithoutRecovery=True)


@pytest.mark.parametrize(
    "module",
    [
        MESSAGES.module,
        *(
            f"automation.gateways.channels.{name}"
            for name in ("pagerduty", "slack", "ses", "smtp", "sns", "statuspage")
        ),
    ],
)
def test_it_and_each_channel_load_with_nothing_but_lambdas_own_runtime(
    package: Path, tmp_path: Path, module: str
) -> None:
    code = unzipped(package, tmp_path / "code")

    with runtime_folder() as runtime:
        _, loaded = load(code, runtime, Program(module, ()))

    assert not loaded & {"pulumi", "click", "rich", "yaml", "humanize", "grpc", "pg8000"}


def test_what_the_automatic_rollback_posts_is_delivered_at_once_and_once(
    function: str, people: Receivers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MESSAGES_VARIABLE, function)
    outbox = OutboxGateway("dev")
    told = notice("initiated", at=datetime.now(UTC))
    letters = letters_of(told, SETTINGS)
    notices = _notices("dev")

    notices.post(told)
    notices.post(told)
    until(lambda: all(each.status == "delivered" for each in outbox.letters()))

    assert len(people.inbox.arrivals) == len(letters) > 0


def test_a_function_that_is_gone_is_told_in_a_line_and_stops_nothing(
    server: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    find_aws_at(server.endpoint, monkeypatch)
    monkeypatch.setenv(MESSAGES_VARIABLE, "clinical-trial-messages-gone")

    start_delivery()

    assert "could not be started (ResourceNotFoundException)" in capsys.readouterr().out
