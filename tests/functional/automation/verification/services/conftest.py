"""The services' handlers, run here with a function's own variables, and people who use them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pg8000.native
import pytest

from services.auth.passwords import hashed
from tests.functional.automation.verification.clinic import Clinic

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Got:
    """What a service answered."""

    status: int
    text: str

    @property
    def document(self) -> dict[str, Any]:
        return dict(json.loads(self.text))


class Services:
    """Calls a service as API Gateway does."""

    def __init__(self, clinic: Clinic, patch: pytest.MonkeyPatch) -> None:
        self._clinic = clinic
        self._patch = patch

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | str | None = None,
        token: str | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Got:
        service = path.split("/")[2] if path.count("/") > 1 else "api"
        service = service if service in ("auth", "reports", "files", "notifications") else "api"
        for name, value in self._clinic.variables(service).items():
            self._patch.setenv(name, value)
        handler: Any = import_module(f"services.{service}.handler")
        sent = handler.handle(
            {
                "httpMethod": method,
                "path": path,
                "headers": {"Authorization": f"Bearer {token}"} if token else None,
                "queryStringParameters": query,
                "body": body if isinstance(body, str | None) else json.dumps(body),
            },
            None,
        )
        return Got(sent["statusCode"], sent["body"])

    def sign_in(self, user: str, password: str = PASSWORD) -> Got:
        return self.ask("POST", "/api/auth/sign-in", {"user": user, "password": password})

    def token(self, user: str) -> str:
        return str(self.sign_in(user).document["token"])


@pytest.fixture
def services(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> Services:
    return Services(clinic, monkeypatch)


@pytest.fixture(scope="session")
def people(owner: pg8000.native.Connection) -> None:
    """Two sites, an investigator at each, and a monitor; all with the same password."""
    kept = hashed(PASSWORD)
    owner.run("INSERT INTO sites (code, name) VALUES ('BER', 'Berlin'), ('OSL', 'Oslo')")
    for name, role, site in (
        ("ada", "investigator", "BER"),
        ("odd", "investigator", "OSL"),
        ("mo", "monitor", None),
    ):
        owner.run(
            "INSERT INTO users (name, role, site_code, password_hash) "
            "VALUES (:name, :role, :site, :kept)",
            name=name,
            role=role,
            site=site,
            kept=kept,
        )
