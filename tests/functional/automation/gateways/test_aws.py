"""AWS failures as an operator meets them: raised by real clients against real servers."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from automation.core.errors import AwsUnavailableError, CredentialsError
from automation.gateways.aws import as_operator_error, client
from automation.gateways.identity import caller_arn
from automation.gateways.ledger import LedgerGateway
from tests.builders import COMMIT_A, NOW, REQUESTER

pytestmark = pytest.mark.functional


def failure(call: Callable[[], object]) -> Exception:
    try:
        call()
    except (ClientError, BotoCoreError) as error:
        return error
    raise AssertionError("it did not fail")


def test_no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))

    told = as_operator_error(failure(caller_arn))

    assert isinstance(told, CredentialsError)
    assert "No usable AWS credentials" in told.message
    assert "python -m sandbox env" in (told.next_command or "")


def test_an_unknown_profile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))

    assert isinstance(as_operator_error(failure(caller_arn)), CredentialsError)


def test_a_profile_s_credentials_are_obtained_once_for_all_clients(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = tmp_path / "asked"
    config = tmp_path / "config"
    answer = '{"Version": 1, "AccessKeyId": "test", "SecretAccessKey": "test"}'
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho >>{asked}\necho '{answer}'\n")
    program.chmod(0o755)
    config.write_text(f"[profile costly]\ncredential_process = {program}\n")
    monkeypatch.setenv("AWS_PROFILE", "costly")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)

    for service in ("sts", "s3", "sts"):
        client(service)

    assert asked.read_text() == "\n"


def test_a_server_that_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")

    told = as_operator_error(failure(caller_arn))

    assert isinstance(told, AwsUnavailableError)
    assert str(port) in told.message
    assert told.next_command == "python -m sandbox status"


def test_a_refusal_names_the_call() -> None:
    refused = ClientError(
        {"Error": {"Code": "AccessDeniedException", "Message": "no lambda:UpdateAlias"}},
        "UpdateAlias",
    )

    told = as_operator_error(refused)

    assert isinstance(told, CredentialsError)
    assert "UpdateAlias" in told.message
    assert "no lambda:UpdateAlias" in told.message


def test_what_is_none_of_these_is_left_as_it_is(environment: str) -> None:
    ledger = LedgerGateway(environment)

    surprise = failure(lambda: ledger.acquire_lease("run-1", REQUESTER, COMMIT_A, NOW))

    assert as_operator_error(surprise) is None
    assert as_operator_error(ValueError("no")) is None
