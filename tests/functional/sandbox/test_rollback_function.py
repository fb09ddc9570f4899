"""The archive of the rollback's function: it loads alone, and runs as the sandbox's Lambda."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from components import tool_code
from tests.alarm_events import alarm_event
from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients
from tools.rollback_function import load, runtime_folder, unzipped, zipped

pytestmark = pytest.mark.functional

NAME = "clinical-trial-rollback-dev"
# Lambda takes 250 MB unzipped; a cold start reads all of it.
MOST_ZIPPED, MOST_UNZIPPED = 5_000_000, 15_000_000
ABSENT = {"pulumi", "pulumi_aws", "click", "rich", "yaml", "humanize", "grpc", "pg8000"}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return zipped(tmp_path_factory.mktemp("package") / "function.zip")


@pytest.fixture
def function(package: Path, clients: Clients) -> Iterator[str]:
    clients.lambda_.create_function(
        FunctionName=NAME,
        Role=functions.role_arn(clients),
        Runtime="python3.13",
        Architectures=["arm64"],
        Handler=tool_code.ROLLBACK.handler,
        Code={"ZipFile": package.read_bytes()},
        Timeout=60,
        Environment={"Variables": {"ENVIRONMENT": "dev"}},
    )
    clients.lambda_.get_waiter("function_active_v2").wait(FunctionName=NAME)
    yield NAME
    clients.lambda_.delete_function(FunctionName=NAME)


def test_it_loads_with_nothing_but_what_lambdas_own_runtime_has(
    package: Path, tmp_path: Path
) -> None:
    code = unzipped(package, tmp_path / "code")

    with runtime_folder() as runtime:
        _, loaded = load(code, runtime)

    assert {"automation", "pydantic", "boto3"} <= loaded
    assert not loaded & ABSENT


def test_it_stays_small(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        unzipped_bytes = sum(each.file_size for each in archive.infolist())

    assert package.stat().st_size < MOST_ZIPPED
    assert unzipped_bytes < MOST_UNZIPPED


def test_what_is_compiled_is_for_lambdas_platform(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        compiled = [name for name in archive.namelist() if name.endswith(".so")]

    assert len(compiled) == 1
    assert compiled[0].endswith(".cpython-313-aarch64-linux-gnu.so")


def test_the_same_sources_make_the_same_archive(package: Path, tmp_path: Path) -> None:
    assert zipped(tmp_path / "again.zip").read_bytes() == package.read_bytes()


def test_it_answers_an_event_as_a_function_of_the_sandbox(function: str, clients: Clients) -> None:
    event = alarm_event("errors-fast-ok")
    event["detail"]["alarmName"] = "clinical-trial-dev-errors-fast"

    answer = clients.lambda_.invoke(FunctionName=function, Payload=json.dumps(event))

    outcome = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, outcome
    assert (outcome["outcome"], outcome["signal"]) == (
        "ignored",
        "dev/errors-fast/2026-03-02T10:38:12Z",
    )


def test_what_is_no_event_fails_so_that_it_is_brought_to_a_person(
    function: str, clients: Clients
) -> None:
    answer = clients.lambda_.invoke(FunctionName=function, Payload=json.dumps({"hello": "world"}))

    assert answer["FunctionError"] == "Unhandled"
    assert json.loads(answer["Payload"].read())["errorType"] == "UnknownEventError"
