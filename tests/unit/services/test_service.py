import json
from http import HTTPStatus
from typing import Any

import pytest

from services.common.http import Answer, Request, answer
from services.common.refusals import BadRequestError
from services.common.service import Service


def echo(request: Request) -> Answer:
    return answer(HTTPStatus.OK, request.json_object())


def refuse(_request: Request) -> Answer:
    raise BadRequestError("No.")


def fail(request: Request) -> Answer:
    raise RuntimeError(f"no consent: {request.body}")


SERVICE = Service(
    "reports",
    "/api/reports",
    routes={
        "POST /echo": echo,
        "GET /refuse": refuse,
        "GET /fail": fail,
        "GET /sites/{site}": lambda request: answer(HTTPStatus.OK, request.parameters),
    },
    protected={"GET /mine": lambda _request, _caller: answer(HTTPStatus.OK, {})},
)


def ask(method: str, path: str, body: str | None = None) -> tuple[int, dict[str, Any]]:
    sent = SERVICE.handle({"httpMethod": method, "path": path, "body": body})
    return sent["statusCode"], json.loads(sent["body"])


def test_answers_its_routes_below_its_prefix() -> None:
    assert ask("POST", "/api/reports/echo", '{"a": 1}') == (200, {"a": 1})


@pytest.mark.parametrize("path", ["/api/reports", "/api/reports/version"])
def test_says_which_version_answers(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_VERSION", "7")
    assert ask("GET", path) == (200, {"service": "reports", "version": "7"})


def test_every_service_answers_for_its_health(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("ENVIRONMENT", "SERVICE", "CONNECTION_SECRET_ARN"):
        monkeypatch.delenv(variable, raising=False)
    status, document = ask("GET", "/api/reports/health")
    assert status == 503
    assert sorted(document["checks"]) == ["connection_secret", "database", "environment"]


def test_an_unknown_resource_is_no_404_since_the_distribution_would_show_the_site() -> None:
    status, document = ask("GET", "/api/reports/nothing")
    assert status == 400
    assert document["error"] == "There is no GET /api/reports/nothing."


def test_tells_the_caller_about_the_callers_mistake() -> None:
    assert ask("GET", "/api/reports/refuse") == (400, {"error": "No."})


def test_finds_the_part_of_a_path_that_a_pattern_stands_for() -> None:
    assert ask("GET", "/api/reports/sites/BER") == (200, {"site": "BER"})


def test_nobody_who_is_not_signed_in_reaches_a_protected_route() -> None:
    assert ask("GET", "/api/reports/mine") == (401, {"error": "Sign in first."})


def test_a_service_with_protected_routes_needs_the_key_of_tokens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable in ("ENVIRONMENT", "SERVICE", "CONNECTION_SECRET_ARN"):
        monkeypatch.setenv(variable, "x")
    monkeypatch.delenv("TOKEN_KEY_ARN", raising=False)
    _, document = ask("GET", "/api/reports/health")
    assert document["checks"]["environment"] == "missing: TOKEN_KEY_ARN"


def test_logs_a_fault_of_its_own_without_what_a_patient_entered(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ask("GET", "/api/reports/fail", "patient 4711") == (
        500,
        {"error": "The service failed."},
    )
    line = json.loads(capsys.readouterr().err)
    assert line["level"] == "ERROR"
    assert line["message"] == "GET /api/reports/fail: RuntimeError"
    assert "4711" not in json.dumps(line)
