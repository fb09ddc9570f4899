import json
from typing import Any

from services.auth.handler import handle


def ask(body: str) -> tuple[int, dict[str, Any]]:
    sent = handle({"httpMethod": "POST", "path": "/api/auth/verify", "body": body}, None)
    return sent["statusCode"], json.loads(sent["body"])


def test_needs_a_token_to_verify() -> None:
    assert ask("{}") == (400, {"error": "The body has no token."})
    assert ask('{"token": 1}')[0] == 400


def test_a_function_without_its_key_is_not_healthy() -> None:
    sent = handle({"httpMethod": "GET", "path": "/api/auth/health"}, None)
    assert sent["statusCode"] == 503
    assert json.loads(sent["body"])["checks"]["token_key"] == "TOKEN_KEY_ARN is not set"
