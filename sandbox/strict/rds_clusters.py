"""An identifier names one Aurora cluster, and shows only what it has. Changes moto.

CreateDBCluster and RestoreDBClusterFromSnapshot with an identifier that is taken fail with
DBClusterAlreadyExistsFault; moto overwrites the cluster, and with it the platform's database. (That
a protected cluster can't be deleted moto knows by itself.)
Only a cluster of Aurora Serverless v1 has a ScalingConfigurationInfo; moto shows an empty one of
every cluster, which a refresh takes for a change.
Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html and
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html
"""

from collections.abc import Callable
from typing import Any

from moto.rds.exceptions import RDSClientError
from moto.rds.models import DBCluster, RDSBackend

from sandbox.strict.replacement import replace, surround


class DBClusterAlreadyExistsError(RDSClientError):
    """The identifier is taken."""

    def __init__(self) -> None:
        super().__init__("DBClusterAlreadyExistsFault", "DB Cluster already exists")


def install() -> None:
    """Protect clusters from their namesakes and from false drift."""
    info = vars(DBCluster)["scaling_configuration_info"].fget
    replace(DBCluster, "scaling_configuration_info", property(lambda it: _if_any(info(it))))
    surround(RDSBackend, "create_db_cluster", create_db_cluster)


def create_db_cluster(
    former: Callable[..., DBCluster], backend: RDSBackend, kwargs: dict[str, Any]
) -> DBCluster:
    """CreateDBCluster; restoring from a snapshot goes this way too."""
    if kwargs["db_cluster_identifier"].lower() in backend.clusters:
        raise DBClusterAlreadyExistsError
    return former(backend, kwargs)


def _if_any(info: dict[str, Any]) -> dict[str, Any] | None:
    return info if any(value is not None for value in info.values()) else None
