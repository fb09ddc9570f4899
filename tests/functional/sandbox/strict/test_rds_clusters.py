"""https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html"""

import pytest

from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.strict.errors import refusal

pytestmark = pytest.mark.functional


def test_an_identifier_that_is_taken_is_refused(clients: Clients) -> None:
    cluster = {
        "DBClusterIdentifier": "taken",
        "Engine": "aurora-postgresql",
        "MasterUsername": "someone",
        "MasterUserPassword": "long-enough-a-word",
    }
    clients.rds.create_db_cluster(**cluster)
    clients.rds.create_db_cluster_snapshot(
        DBClusterIdentifier="taken", DBClusterSnapshotIdentifier="snap"
    )

    refused = refusal(clients.rds.create_db_cluster, **cluster)
    also = refusal(
        clients.rds.restore_db_cluster_from_snapshot,
        DBClusterIdentifier="taken",
        SnapshotIdentifier="snap",
        Engine="aurora-postgresql",
    )

    assert refused == also == ("DBClusterAlreadyExistsFault", 400)


def test_a_protected_cluster_cannot_be_deleted(clients: Clients) -> None:
    clients.rds.create_db_cluster(
        DBClusterIdentifier="protected",
        Engine="aurora-postgresql",
        MasterUsername="someone",
        MasterUserPassword="long-enough-a-word",
        DeletionProtection=True,
    )

    refused = refusal(
        clients.rds.delete_db_cluster, DBClusterIdentifier="protected", SkipFinalSnapshot=True
    )

    assert refused == ("InvalidParameterCombination", 400)


def test_a_cluster_without_serverless_v1_shows_no_scaling(clients: Clients) -> None:
    clients.rds.create_db_cluster(
        DBClusterIdentifier="plain",
        Engine="aurora-postgresql",
        MasterUsername="someone",
        MasterUserPassword="long-enough-a-word",
    )

    shown = clients.rds.describe_db_clusters(DBClusterIdentifier="plain")["DBClusters"][0]

    assert "ScalingConfigurationInfo" not in shown
