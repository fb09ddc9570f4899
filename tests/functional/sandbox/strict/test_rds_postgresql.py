"""https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.CreateInstance.html"""

import json
import socket
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from pg8000.native import Connection

from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional


@pytest.fixture
def cluster(clients: Clients) -> Iterator[dict[str, Any]]:
    name = f"real-{uuid4().hex[:8]}"
    made = clients.rds.create_db_cluster(
        DBClusterIdentifier=name,
        Engine="aurora-postgresql",
        MasterUsername="keeper",
        ManageMasterUserPassword=True,
        DatabaseName="trial",
    )["DBCluster"]
    yield dict(made)
    left = clients.rds.describe_db_clusters()["DBClusters"]
    if name in [cluster["DBClusterIdentifier"] for cluster in left]:
        _delete(clients, name)


def test_without_an_instance_nobody_is_answered(cluster: dict[str, Any]) -> None:
    assert not _answers(cluster)


def test_with_an_instance_the_master_user_of_the_managed_secret_gets_in(
    clients: Clients, cluster: dict[str, Any]
) -> None:
    _add_instance(clients, cluster)

    with _connection(clients, cluster) as connection:
        assert connection.run("SELECT current_user, current_database()") == [["keeper", "trial"]]
        assert connection.run("SELECT rolsuper FROM pg_roles WHERE rolname = 'keeper'") == [[False]]


def test_an_instance_is_reached_where_its_cluster_is(
    clients: Clients, cluster: dict[str, Any]
) -> None:
    instance = _add_instance(clients, cluster)
    assert instance["Endpoint"]["Address"] == cluster["Endpoint"]
    assert instance["Endpoint"]["Port"] == cluster["Port"]


def test_a_second_instance_leaves_the_data_alone(clients: Clients, cluster: dict[str, Any]) -> None:
    _add_instance(clients, cluster)
    with _connection(clients, cluster) as connection:
        connection.run("CREATE TABLE kept (i int)")
    _add_instance(clients, cluster)
    with _connection(clients, cluster) as connection:
        assert connection.run("SELECT count(*) FROM kept") == [[0]]


def test_two_clusters_have_two_passwords(clients: Clients, cluster: dict[str, Any]) -> None:
    other = clients.rds.create_db_cluster(
        DBClusterIdentifier=f"other-{uuid4().hex[:8]}",
        Engine="aurora-postgresql",
        MasterUsername="keeper",
        ManageMasterUserPassword=True,
    )["DBCluster"]
    assert _password(clients, cluster) != _password(clients, other)
    clients.rds.delete_db_cluster(
        DBClusterIdentifier=other["DBClusterIdentifier"], SkipFinalSnapshot=True
    )


def test_a_deleted_cluster_answers_nobody(clients: Clients, cluster: dict[str, Any]) -> None:
    _add_instance(clients, cluster)
    assert _answers(cluster)

    _delete(clients, cluster["DBClusterIdentifier"])

    deadline = time.monotonic() + 30
    while _answers(cluster) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _answers(cluster)


def _add_instance(clients: Clients, cluster: dict[str, Any]) -> dict[str, Any]:
    name = f"instance-{uuid4().hex[:8]}"
    clients.rds.create_db_instance(
        DBInstanceIdentifier=name,
        DBClusterIdentifier=cluster["DBClusterIdentifier"],
        Engine="aurora-postgresql",
        DBInstanceClass="db.serverless",
    )
    waiter = clients.rds.get_waiter("db_instance_available")
    waiter.config.delay = 0.1
    waiter.wait(DBInstanceIdentifier=name, WaiterConfig={"Delay": 0.1, "MaxAttempts": 400})
    found = clients.rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    return dict(found)


def _delete(clients: Clients, name: str) -> None:
    found = clients.rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]
    for member in found["DBClusterMembers"]:
        clients.rds.delete_db_instance(
            DBInstanceIdentifier=member["DBInstanceIdentifier"], SkipFinalSnapshot=True
        )
    clients.rds.delete_db_cluster(DBClusterIdentifier=name, SkipFinalSnapshot=True)


def _password(clients: Clients, cluster: dict[str, Any]) -> str:
    arn = cluster["MasterUserSecret"]["SecretArn"]
    value = json.loads(clients.of("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])
    assert value["username"] == "keeper"
    return str(value["password"])


def _connection(clients: Clients, cluster: dict[str, Any]) -> Connection:
    return Connection(
        "keeper",
        host=cluster["Endpoint"],
        port=cluster["Port"],
        database="trial",
        password=_password(clients, cluster),
        ssl_context=False,
    )


def _answers(cluster: dict[str, Any]) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((cluster["Endpoint"], cluster["Port"])) == 0
