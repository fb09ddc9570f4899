"""A platform with real services and a real database, deployed once and broken a bit at a time."""

from collections.abc import Iterator

import pytest
from pg8000.native import Connection

from sandbox.database.postgresql import PostgreSQL
from sandbox.home import Home
from sandbox.ports import HOST
from sandbox.state import Running
from services.migrations.files import head, read_migrations
from services.migrations.login import APPLICATION_USER
from tests.functional.automation.conftest import serving
from tests.functional.automation.finding_aws import find_aws_at
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
def clinic_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A sandbox of its own: what is deployed in it stays for all tests, under everybody's names."""
    with serving(Home(tmp_path_factory.mktemp("clinic-sandbox"))) as started:
        yield started


@pytest.fixture(scope="session")
def clinic(clinic_server: Running, postgresql: PostgreSQL, owner: Connection) -> Clinic:
    told = {
        "host": HOST,
        "port": postgresql.port,
        "dbname": DATABASE,
        "username": APPLICATION_USER,
        "password": APPLICATION_PASSWORD,
    }
    clients = Clients(clinic_server.endpoint, "test", "test")
    return Clinic(clinic_server, clients, told, schema_head=head(read_migrations()))


@pytest.fixture(autouse=True)
def aws(clinic_server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every client finds the sandbox."""
    find_aws_at(clinic_server.endpoint, monkeypatch)


def _connection(port: int, database: str) -> Connection:
    return Connection(
        OWNER.user,
        host=HOST,
        port=port,
        database=database,
        password=OWNER.password,
        ssl_context=False,
    )
