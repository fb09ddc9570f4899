import json

import pytest

from services.api.handler import handle


def test_says_what_the_platform_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICES", "api,auth")
    monkeypatch.setenv("ENVIRONMENT", "dev")
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_VERSION", "7")
    sent = handle({"httpMethod": "GET", "path": "/api"}, None)
    assert json.loads(sent["body"]) == {
        "service": "api",
        "version": "7",
        "environment": "dev",
        "serves": [
            {"service": "api", "path": "/api", "health": "/api/health"},
            {"service": "auth", "path": "/api/auth", "health": "/api/auth/health"},
        ],
    }
