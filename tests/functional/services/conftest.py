"""A real PostgreSQL for the services' tests: one server a session, a fresh database a test."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from pg8000.native import Connection, identifier, literal

from sandbox.database.cellar import Cellar
from sandbox.database.postgresql import Owner, PostgreSQL
from sandbox.ports import HOST
from services.migrations.files import read_migrations
from services.migrations.login import APPLICATION_USER
from services.migrations.schema import migrate

OWNER = Owner("clinical_trial_owner", "owner's password")
APPLICATION_PASSWORD = "application's password"
TEMPLATE = "migrated"


@dataclass(frozen=True)
class Postgres:
    """One test's database, with all migrations applied."""

    port: int
    database: str

    def owner(self) -> Connection:
        """A connection of the tables' owner."""
        return _connection(self.port, self.database)

    def application(self) -> Connection:
        """A connection as the services have it."""
        return Connection(
            APPLICATION_USER,
            host=HOST,
            port=self.port,
            database=self.database,
            password=APPLICATION_PASSWORD,
            ssl_context=False,
        )


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSQL]:
    """A server with the migrated template database and the services' login."""
    cellar = Cellar(tmp_path_factory.mktemp("databases"))
    server = PostgreSQL(cellar)
    server.start(OWNER)
    _prepare(server.port)
    yield server
    server.stop()
    cellar.remove()


@pytest.fixture
def postgres(postgresql: PostgreSQL) -> Iterator[Postgres]:
    """A database of the test's own, migrated."""
    yield from _fresh(postgresql, TEMPLATE)


@pytest.fixture
def empty_postgres(postgresql: PostgreSQL) -> Iterator[Postgres]:
    """A database of the test's own, as Aurora creates it."""
    yield from _fresh(postgresql, "template1")


def _fresh(server: PostgreSQL, template: str) -> Iterator[Postgres]:
    name = f"test_{uuid4().hex}"
    with _connection(server.port) as owner:
        owner.run(f"CREATE DATABASE {identifier(name)} TEMPLATE {identifier(template)}")
        yield Postgres(server.port, name)
        owner.run(f"DROP DATABASE {identifier(name)} WITH (FORCE)")


def _prepare(port: int) -> None:
    with _connection(port) as owner:
        owner.run(
            f"CREATE ROLE {identifier(APPLICATION_USER)} LOGIN "
            f"PASSWORD {literal(APPLICATION_PASSWORD)}"
        )
        owner.run(f"CREATE DATABASE {identifier(TEMPLATE)}")
    with _connection(port, TEMPLATE) as owner:
        migrate(owner, read_migrations())


def _connection(port: int, database: str = "postgres") -> Connection:
    return Connection(
        OWNER.user,
        host=HOST,
        port=port,
        database=database,
        password=OWNER.password,
        ssl_context=False,
    )
