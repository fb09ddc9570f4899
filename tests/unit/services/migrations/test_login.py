"""What is said to PostgreSQL and to Secrets Manager, without either."""

import json
from typing import Any

from botocore.exceptions import ClientError

from services.migrations.login import APPLICATION_USER, ensure_login
from services.migrations.scram import verifier


class FakeConnection:
    def __init__(self) -> None:
        self.statements: list[str] = []
        self.roles: list[str] = []

    def run(self, sql: str, **_parameters: Any) -> list[list[str]]:
        self.statements.append(sql)
        return [[role] for role in self.roles]


class FakeManager:
    def __init__(self) -> None:
        self.value: str | None = None

    def get_secret_value(self, *, SecretId: str) -> dict[str, str]:  # noqa: N803
        if self.value is None:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "GetSecretValue")
        return {"SecretString": self.value}

    def put_secret_value(self, *, SecretId: str, SecretString: str) -> None:  # noqa: N803
        self.value = SecretString


def ensured(connection: FakeConnection, manager: FakeManager) -> str:
    ensure_login(connection, manager, "arn:login")
    assert manager.value is not None
    return str(json.loads(manager.value)["password"])


def test_a_new_login_gets_a_password_that_only_its_secret_has() -> None:
    connection = FakeConnection()
    password = ensured(connection, FakeManager())
    assert len(password) >= 32
    assert connection.statements[-1].startswith("CREATE ROLE")
    assert APPLICATION_USER in connection.statements[-1]
    assert not [sql for sql in connection.statements if password in sql]


def test_a_secret_that_has_a_password_keeps_it() -> None:
    connection, manager = FakeConnection(), FakeManager()
    first = ensured(connection, manager)
    connection.roles.append(APPLICATION_USER)
    assert ensured(connection, manager) == first
    assert connection.statements[-1].startswith("ALTER ROLE")


def test_a_verifier_is_what_postgresql_computes() -> None:
    """Values of RFC 7677, section 3: user "user", password "pencil"."""
    salt = bytes.fromhex("5b6d99689d12358eeca04b14 1236fa81".replace(" ", ""))
    assert verifier("pencil", salt) == (
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"
        "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
        "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
    )
