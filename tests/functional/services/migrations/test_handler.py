"""The migrations' function as it is deployed, on a cluster of the sandbox, called by Invoke."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pulumi
import pytest
from pg8000.native import Connection

from components import code
from sandbox.state import Running
from services.migrations.files import read_migrations
from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional


class Deployed:
    """A cluster with its secrets, and functions with the archives that the program uploads."""

    def __init__(self, clients: Clients) -> None:
        self.clients = clients
        self.name = f"migrated-{uuid4().hex[:8]}"
        self.cluster = self._create_cluster()
        self.secrets = clients.of("secretsmanager")
        self.login = self.secrets.create_secret(Name=f"{self.name}/app")["ARN"]
        self.connection = self.secrets.create_secret(
            Name=f"{self.name}/connection",
            SecretString=json.dumps(
                {
                    "host": self.cluster["Endpoint"],
                    "port": self.cluster["Port"],
                    "dbname": "trial",
                    "username": "clinical_trial_app",
                    "password_secret_arn": self.login,
                }
            ),
        )["ARN"]
        self._create_function("migrations")
        self._create_function("files")

    def invoke(self, service: str, event: Any) -> Any:
        """A function's answer, an error of its own included."""
        called = self.clients.lambda_.invoke(
            FunctionName=f"{self.name}-{service}", Payload=json.dumps(event)
        )
        return json.loads(called["Payload"].read())

    def application(self) -> Connection:
        """A connection of the services' login, by its secret."""
        value = json.loads(self.secrets.get_secret_value(SecretId=self.login)["SecretString"])
        return Connection(
            value["username"],
            host=self.cluster["Endpoint"],
            port=self.cluster["Port"],
            database="trial",
            password=value["password"],
            ssl_context=False,
        )

    def remove(self) -> None:
        rds = self.clients.rds
        rds.delete_db_instance(DBInstanceIdentifier=self.name, SkipFinalSnapshot=True)
        rds.delete_db_cluster(DBClusterIdentifier=self.name, SkipFinalSnapshot=True)

    def _create_cluster(self) -> Any:
        rds = self.clients.rds
        cluster = rds.create_db_cluster(
            DBClusterIdentifier=self.name,
            Engine="aurora-postgresql",
            MasterUsername="owner",
            ManageMasterUserPassword=True,
            DatabaseName="trial",
        )["DBCluster"]
        rds.create_db_instance(
            DBInstanceIdentifier=self.name,
            DBClusterIdentifier=self.name,
            Engine="aurora-postgresql",
            DBInstanceClass="db.serverless",
        )
        rds.get_waiter("db_instance_available").wait(
            DBInstanceIdentifier=self.name, WaiterConfig={"Delay": 0.1, "MaxAttempts": 400}
        )
        return cluster

    def _create_function(self, service: str) -> None:
        variables = {
            "ENVIRONMENT": "dev",
            "SERVICE": service,
            "CONNECTION_SECRET_ARN": self.connection,
            "OWNER_SECRET_ARN": self.cluster["MasterUserSecret"]["SecretArn"],
            "APPLICATION_SECRET_ARN": self.login,
        }
        self.clients.lambda_.create_function(
            FunctionName=f"{self.name}-{service}",
            Role=functions.role_arn(self.clients),
            Runtime="python3.13",
            Handler=code.handler(service),
            Code={"ZipFile": packed(service)},
            Timeout=60,
            Environment={"Variables": variables},
        )
        functions.settle(self.clients, f"{self.name}-{service}")


def packed(service: str) -> bytes:
    """The archive as the engine makes it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, asset in code.archive(service).assets.items():
            assert isinstance(asset, pulumi.FileAsset)
            archive.write(str(asset.path), name)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def deployed(server: Running, clients: Clients) -> Iterator[Deployed]:
    made = Deployed(clients)
    yield made
    made.remove()


def test_a_first_deployment_migrates_a_second_one_does_nothing(deployed: Deployed) -> None:
    before = deployed.invoke("files", health_request())
    assert before["statusCode"] == 503

    newest = len(read_migrations())
    first = deployed.invoke("migrations", {})
    second = deployed.invoke("migrations", {})

    assert (first["head"], first["applied"]) == (newest, list(range(1, newest + 1)))
    assert (second["head"], second["own_head"], second["applied"]) == (newest, newest, [])
    with deployed.application() as application:
        assert application.run("SELECT count(*) FROM schema_migrations") == [[newest]]
    after = deployed.invoke("files", health_request())
    assert json.loads(after["body"])["checks"]["database"] == "ok"


def test_no_answer_has_the_password(deployed: Deployed) -> None:
    answer = json.dumps(deployed.invoke("migrations", {}))
    secret = deployed.secrets.get_secret_value(SecretId=deployed.login)["SecretString"]
    assert json.loads(secret)["password"] not in answer


def test_the_login_gets_the_secrets_password_again(deployed: Deployed) -> None:
    """As after a restore: the secret decides, and a password that was replaced by hand goes."""
    deployed.invoke("migrations", {})
    value = json.loads(deployed.secrets.get_secret_value(SecretId=deployed.login)["SecretString"])
    changed = json.dumps({**value, "password": "another one"})
    deployed.secrets.put_secret_value(SecretId=deployed.login, SecretString=changed)
    deployed.invoke("migrations", {})
    with deployed.application() as application:
        assert application.run("SELECT current_user") == [["clinical_trial_app"]]


def health_request() -> dict[str, Any]:
    return {"httpMethod": "GET", "path": "/api/files/health", "body": None}
