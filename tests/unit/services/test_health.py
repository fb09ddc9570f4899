import json
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from services.common.health import OK, connection_secret_check, health, variables_check


def told(checks: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    sent = health("reports", checks)
    return sent["statusCode"], json.loads(sent["body"])


def test_is_ok_where_every_check_is() -> None:
    assert told({"database": lambda: OK}) == (
        200,
        {"status": "ok", "service": "reports", "checks": {"database": "ok"}},
    )


def test_is_failing_where_one_check_is_and_says_which() -> None:
    status, document = told({"database": lambda: OK, "queue": lambda: "full"})
    assert status == 503
    assert document["status"] == "failing"
    assert document["checks"] == {"database": "ok", "queue": "full"}


def test_names_the_kind_of_a_failed_call_and_nothing_that_aws_said() -> None:
    def denied() -> str:
        raise ClientError(
            {"Error": {"Code": "AccessDeniedException", "Message": "arn:secret of user"}},
            "GetSecretValue",
        )

    def slow() -> str:
        raise ReadTimeoutError(endpoint_url="https://secretsmanager")

    _, document = told({"secret": denied, "other": slow})
    assert document["checks"] == {
        "secret": "GetSecretValue: AccessDeniedException",
        "other": "ReadTimeoutError",
    }


def test_names_the_variables_that_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICE", "reports")
    monkeypatch.delenv("ENVIRONMENT", raising=False)
    assert variables_check(["SERVICE"])() == OK
    assert variables_check(["SERVICE", "ENVIRONMENT"])() == "missing: ENVIRONMENT"


def test_a_function_without_a_connection_secret_is_not_healthy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CONNECTION_SECRET_ARN", raising=False)
    assert connection_secret_check() == "CONNECTION_SECRET_ARN is not set"
