"""Aurora PostgreSQL: encrypted, backed up for 35 days, its password known to AWS alone."""

from dataclasses import dataclass
from typing import final

import pulumi
import pulumi_aws as aws

from automation.core.names import PROJECT, cluster_id
from components.retention import keeping_data
from services.migrations.login import APPLICATION_USER

ENGINE = "aurora-postgresql"
ENGINE_VERSION = "16.6"
PARAMETER_FAMILY = "aurora-postgresql16"
DATABASE_NAME = "clinical_trial"
MASTER_USER = "clinical_trial_owner"
# Most that Aurora keeps. Source: Aurora User Guide, "Understanding backup retention".
BACKUP_DAYS = 35
_PARAMETERS = {"rds.force_ssl": "1", "log_statement": "ddl", "log_min_duration_statement": "1000"}


@dataclass(frozen=True)
class DatabaseArgs:
    """Size and place of the cluster; capacities in Aurora capacity units."""

    environment: str
    subnet_ids: list[pulumi.Output[str]]
    security_group_id: pulumi.Input[str]
    instances: int
    min_capacity: float
    max_capacity: float
    keep: bool


@final
class Database(pulumi.ComponentResource):
    """The cluster, its instances, its key and the secret that tells functions how to connect."""

    def __init__(
        self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:database:Database", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.key = self._create_key(name, args)
        self.subnet_group = self._create_subnet_group(name, args)
        self.parameter_group = self._create_parameter_group(name, args)
        self.cluster = self._create_cluster(name, args)
        self.instances = self._create_instances(name, args)
        self.login_secret = self._create_login_secret(name, args)
        self.connection_secret = self._create_connection_secret(name, args)
        self.connection = self._write_connection(name)
        self.register_outputs(
            {"cluster_id": self.cluster.id, "connection_secret_arn": self.connection_secret.arn}
        )

    def _create_key(self, name: str, args: DatabaseArgs) -> aws.kms.Key:
        return aws.kms.Key(
            f"{name}-key",
            description=f"Database of {args.environment}: storage, backups and secrets",
            enable_key_rotation=True,
            deletion_window_in_days=30 if args.keep else 7,
            opts=keeping_data(self, args.keep),
        )

    def _create_subnet_group(self, name: str, args: DatabaseArgs) -> aws.rds.SubnetGroup:
        return aws.rds.SubnetGroup(
            f"{name}-subnets",
            description=f"Private subnets of {args.environment}",
            subnet_ids=args.subnet_ids,
            opts=self._child,
        )

    def _create_parameter_group(
        self, name: str, args: DatabaseArgs
    ) -> aws.rds.ClusterParameterGroup:
        return aws.rds.ClusterParameterGroup(
            f"{name}-parameters",
            family=PARAMETER_FAMILY,
            description=f"TLS only, slow statements logged, in {args.environment}",
            parameters=[{"name": key, "value": value} for key, value in _PARAMETERS.items()],
            opts=self._child,
        )

    def _create_cluster(self, name: str, args: DatabaseArgs) -> aws.rds.Cluster:
        return aws.rds.Cluster(
            f"{name}-cluster",
            cluster_identifier=cluster_id(args.environment),
            engine=ENGINE,
            engine_version=ENGINE_VERSION,
            database_name=DATABASE_NAME,
            master_username=MASTER_USER,
            manage_master_user_password=True,
            master_user_secret_kms_key_id=self.key.key_id,
            db_subnet_group_name=self.subnet_group.name,
            db_cluster_parameter_group_name=self.parameter_group.name,
            vpc_security_group_ids=[args.security_group_id],
            storage_encrypted=True,
            kms_key_id=self.key.arn,
            backup_retention_period=BACKUP_DAYS,
            copy_tags_to_snapshot=True,
            deletion_protection=args.keep,
            skip_final_snapshot=not args.keep,
            final_snapshot_identifier=f"{cluster_id(args.environment)}-final",
            enabled_cloudwatch_logs_exports=["postgresql"],
            serverlessv2_scaling_configuration={
                "min_capacity": args.min_capacity,
                "max_capacity": args.max_capacity,
            },
            opts=keeping_data(self, args.keep),
        )

    def _create_instances(self, name: str, args: DatabaseArgs) -> list[aws.rds.ClusterInstance]:
        return [
            aws.rds.ClusterInstance(
                f"{name}-instance-{number}",
                identifier=f"{cluster_id(args.environment)}-{number}",
                cluster_identifier=self.cluster.id,
                engine=ENGINE,
                engine_version=ENGINE_VERSION,
                instance_class="db.serverless",
                auto_minor_version_upgrade=False,  # versions move by deployment, not by night
                opts=keeping_data(self, args.keep),
            )
            for number in range(1, args.instances + 1)
        ]

    @property
    def owner_secret_arn(self) -> pulumi.Output[str]:
        """RDS's own secret: user and password of the tables' owner."""
        return pulumi.Output.from_input(self.cluster.master_user_secrets[0]["secret_arn"])

    def _create_login_secret(self, name: str, args: DatabaseArgs) -> aws.secretsmanager.Secret:
        """Without a value: the migrations make the password, so that no state ever has it."""
        return aws.secretsmanager.Secret(
            f"{name}-login",
            name=f"{PROJECT}/{args.environment}/database-app",
            description="Password of the services' login",
            kms_key_id=self.key.arn,
            recovery_window_in_days=30 if args.keep else 0,
            opts=keeping_data(self, args.keep),
        )

    def _create_connection_secret(self, name: str, args: DatabaseArgs) -> aws.secretsmanager.Secret:
        return aws.secretsmanager.Secret(
            f"{name}-connection",
            name=f"{PROJECT}/{args.environment}/database",
            description="How functions find the database; the password is in a secret of its own",
            kms_key_id=self.key.arn,
            recovery_window_in_days=30 if args.keep else 0,
            opts=keeping_data(self, args.keep),
        )

    def _write_connection(self, name: str) -> aws.secretsmanager.SecretVersion:
        """No password: it would be in the state."""
        return aws.secretsmanager.SecretVersion(
            f"{name}-connection-value",
            secret_id=self.connection_secret.id,
            secret_string=pulumi.Output.json_dumps(
                {
                    "host": self.cluster.endpoint,
                    "port": self.cluster.port,
                    "dbname": DATABASE_NAME,
                    "username": APPLICATION_USER,
                    "password_secret_arn": self.login_secret.arn,
                }
            ),
            opts=self._child,
        )
