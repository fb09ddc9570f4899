"""An account of the sandbox for each test: gateways find it as they would find AWS.

Every test has an environment with a name of its own, so nothing has to be taken away afterwards.
"""

from uuid import uuid4

import pytest

from automation.core import names
from automation.gateways.archive import ArchiveGateway
from automation.gateways.ledger import LedgerGateway
from sandbox.state import Running
from tests.functional.automation.finding_aws import find_aws_at
from tests.functional.automation.gateways.bucket import Bucket
from tests.functional.automation.miniature import records
from tests.functional.sandbox.clients import Clients


@pytest.fixture(autouse=True)
def aws(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every client finds the sandbox."""
    find_aws_at(server.endpoint, monkeypatch)


@pytest.fixture
def environment() -> str:
    """An environment's name that no other test has."""
    return f"t{uuid4().hex[:8]}"


@pytest.fixture
def audit_bucket(environment: str, clients: Clients) -> str:
    """The object-locked bucket, empty; its name."""
    name = names.audit_bucket(environment)
    records.create_locked_bucket(clients, name)
    return name


@pytest.fixture
def ledger(environment: str, clients: Clients, audit_bucket: str) -> LedgerGateway:
    """A ledger whose table and audit bucket exist."""
    clients.of("dynamodb").create_table(
        TableName=names.ledger_table(environment),
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
    )
    return LedgerGateway(environment)


@pytest.fixture
def site_bucket(environment: str, clients: Clients) -> Bucket:
    """The site's versioned bucket, empty."""
    return Bucket(clients, names.frontend_bucket(environment))


@pytest.fixture
def releases_bucket(environment: str, clients: Clients) -> Bucket:
    """The bucket of the release records, empty."""
    return Bucket(clients, names.releases_bucket(environment))


@pytest.fixture
def archive(environment: str, audit_bucket: str) -> ArchiveGateway:
    """An archive whose bucket exists."""
    return ArchiveGateway(environment)
