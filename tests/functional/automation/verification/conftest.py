"""A platform with real services and a real database, deployed once and broken a bit at a time."""

from collections.abc import Iterator

import pytest
from pg8000.native import Connection

from sandbox.database.postgresql import PostgreSQL
from sandbox.identities import REGION
from sandbox.ports import HOST
from sandbox.state import Running
from services.migrations.files import head, read_migrations
from services.migrations.login import APPLICATION_USER
from tests.functional.automation.verification.clinic import Clinic
from tests.functional.sandbox.clients import Clients
from tests.functional.services.conftest import APPLICATION_PASSWORD, OWNER, TEMPLATE, postgresql

__all__ = ["postgresql"]
DATABASE = "trial"


@pytest.fixture(scope="session")
def owner(postgresql: PostgreSQL) -> Iterator[Connection]:
    """A connection of the owner of the clinic's database, which is migrated."""
    with _connection(postgresql.port, "postgres") as maker:
        maker.run(f"CREATE DATABASE {DATABASE} TEMPLATE {TEMPLATE}")
    with _connection(postgresql.port, DATABASE) as owner:
        yield owner


@pytest.fixture(scope="session")
def clinic(
    quick_server: Running, quick_clients: Clients, postgresql: PostgreSQL, owner: Connection
) -> Clinic:
    told = {
        "host": HOST,
        "port": postgresql.port,
        "dbname": DATABASE,
        "username": APPLICATION_USER,
        "password": APPLICATION_PASSWORD,
    }
    return Clinic(quick_server, quick_clients, told, schema_head=head(read_migrations()))


@pytest.fixture(autouse=True)
def aws(quick_server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables with which every client finds the sandbox."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "AWS_ENDPOINT_URL": quick_server.endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,  # which the services' own clients look at
    }.items():
        monkeypatch.setenv(name, value)


def _connection(port: int, database: str) -> Connection:
    return Connection(
        OWNER.user,
        host=HOST,
        port=port,
        database=database,
        password=OWNER.password,
        ssl_context=False,
    )
