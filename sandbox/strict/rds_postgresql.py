"""An Aurora PostgreSQL cluster is a real PostgreSQL. Changes moto.

- A cluster takes connections as soon as it has an instance, and not before: CreateDBCluster makes
  storage and endpoint, CreateDBInstance the instance that answers; it is `creating` until then.
  https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.CreateInstance.html
- The secret of ManageMasterUserPassword holds the master user's name and a generated password.
  https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html

moto has no database, and the same user and password in each such secret. Endpoint and port are
those of a server on loopback, so the port is not the one that was asked for.
"""

import json
import secrets
from collections.abc import Callable
from typing import Any, Final

from moto.rds.models import DBCluster, DBInstance, DBInstanceClustered, MasterUserSecret, RDSBackend

from sandbox.database.clusters import Clusters
from sandbox.database.postgresql import Owner
from sandbox.ports import HOST
from sandbox.strict.replacement import replace, surround

ENGINE: Final = "aurora-postgresql"


def install(clusters: Clusters) -> None:
    """Put servers behind clusters."""
    endpoint, reader = vars(DBCluster)["endpoint"].fget, vars(DBCluster)["reader_endpoint"].fget
    replace(DBCluster, "endpoint", property(lambda it: _host(it, endpoint)))
    replace(DBCluster, "reader_endpoint", property(lambda it: _host(it, reader)))
    address = vars(DBInstance)["address"].fget
    replace(DBInstanceClustered, "address", property(lambda it: _host(it, address)))
    replace(MasterUserSecret, "_generate_secret_string", _master_secret)
    surround(RDSBackend, "create_db_cluster", _creating(clusters))
    surround(RDSBackend, "create_db_instance", _creating_instance(clusters))
    surround(RDSBackend, "delete_db_cluster", _deleting(clusters))


def _creating(clusters: Clusters) -> Callable[..., DBCluster]:
    def create_db_cluster(
        former: Callable[..., DBCluster], backend: RDSBackend, kwargs: dict[str, Any]
    ) -> DBCluster:
        cluster = former(backend, kwargs)
        if cluster.engine == ENGINE:
            cluster.port = clusters.create(cluster.db_cluster_resource_id)
        return cluster

    return create_db_cluster


def _creating_instance(clusters: Clusters) -> Callable[..., DBInstance]:
    def create_db_instance(
        former: Callable[..., DBInstance], backend: RDSBackend, kwargs: dict[str, Any]
    ) -> DBInstance:
        instance = former(backend, kwargs)
        if isinstance(instance, DBInstanceClustered) and instance.cluster.engine == ENGINE:
            cluster = instance.cluster
            instance.port = cluster.port
            instance.status = "creating"

            def settle(answers: bool) -> None:
                instance.status = "available" if answers else "failed"

            clusters.start(cluster.db_cluster_resource_id, _owner(cluster), settle)
        return instance

    return create_db_instance


def _deleting(clusters: Clusters) -> Callable[..., DBCluster]:
    def delete_db_cluster(
        former: Callable[..., DBCluster], backend: RDSBackend, *arguments: Any, **named: Any
    ) -> DBCluster:
        cluster = former(backend, *arguments, **named)
        clusters.delete(cluster.db_cluster_resource_id)
        return cluster

    return delete_db_cluster


def _owner(cluster: DBCluster) -> Owner:
    if cluster.manage_master_user_password:
        value = cluster.master_user_secret.secret.secret_string or "{}"
        password = json.loads(value)["password"]
    else:
        password = cluster.master_user_password
    return Owner(str(cluster.master_username), password, cluster.database_name)


def _master_secret(secret: MasterUserSecret) -> str:
    user = secret.resource.master_username
    return json.dumps({"username": user, "password": secrets.token_urlsafe(24)})


def _host(resource: Any, elsewhere: Callable[[Any], str]) -> str:
    return HOST if resource.engine == ENGINE else elsewhere(resource)
