"""Migrations of the database, run by each deployment before users get its code."""

import json
from dataclasses import dataclass
from typing import Any, final

import pulumi
import pulumi_aws as aws

from automation.core.release import SchemaRange
from components.database import Database
from components.lambda_function import LambdaFunction, LambdaFunctionArgs
from services.migrations.files import digest, read_migrations

SERVICE = "migrations"
MEMORY = 512  # MiB
# Most that Lambda allows. Source: Lambda Developer Guide, "Lambda quotas". Seconds.
TIMEOUT = 900


@dataclass(frozen=True)
class MigrationsArgs:
    """Where they run and on what."""

    environment: str
    region: str
    subnet_ids: list[pulumi.Output[str]]
    security_group_id: pulumi.Input[str]
    database: Database
    log_retention_days: int


@final
class Migrations(LambdaFunction):
    """A function that nothing but the program calls, and its call."""

    def __init__(
        self, name: str, args: MigrationsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:database:Migrations", name, _function(args), opts)
        self.run = self._call(name, args.database)
        self.schema = pulumi.Output.from_input(self.run.result).apply(schema_of)
        self.register_outputs({"name": self.function.name})

    def _call(self, name: str, database: Database) -> aws.lambda_.Invocation:
        """Called when the files have changed, or what they apply to has.

        Retained: to forget a call that was made undoes nothing, so a rollback has nothing to fear.
        """
        return aws.lambda_.Invocation(
            f"{name}-run",
            function_name=self.function.name,
            input="{}",
            triggers={
                "migrations": digest(read_migrations()),
                "cluster": database.cluster.cluster_resource_id,
                "login": database.login_secret.arn,
            },
            opts=pulumi.ResourceOptions(
                parent=self,
                retain_on_delete=True,
                depends_on=[*database.instances, database.connection],
            ),
        )


def schema_of(result: str) -> SchemaRange:
    """What the release's record says of the schema.

    Args:
        result: the function's answer, JSON.
    """
    outcome = json.loads(result)
    return SchemaRange(
        head=outcome["head"],
        oldest=outcome["own_head"],
        newest=outcome["head"],
        needs_code_of=outcome["needs_code_of"],
    )


def _function(args: MigrationsArgs) -> LambdaFunctionArgs:
    database = args.database
    return LambdaFunctionArgs(
        service=SERVICE,
        environment=args.environment,
        subnet_ids=args.subnet_ids,
        security_group_id=args.security_group_id,
        memory=MEMORY,
        timeout=TIMEOUT,
        reserved_concurrency=-1,
        log_retention_days=args.log_retention_days,
        variables={
            "CONNECTION_SECRET_ARN": database.connection_secret.arn,
            "OWNER_SECRET_ARN": database.owner_secret_arn,
            "APPLICATION_SECRET_ARN": database.login_secret.arn,
        },
        statements=_statements(args),
    )


def _statements(args: MigrationsArgs) -> list[dict[str, Any]]:
    """Reads the owner's password, keeps the services'.

    Writing a secret needs a data key as well. Source: Secrets Manager User Guide, "Permissions for
    the KMS key".
    """
    database = args.database
    return [
        {
            "Effect": "Allow",
            "Action": "secretsmanager:GetSecretValue",
            "Resource": [
                database.connection_secret.arn,
                database.owner_secret_arn,
                database.login_secret.arn,
            ],
        },
        {
            "Effect": "Allow",
            "Action": "secretsmanager:PutSecretValue",
            "Resource": database.login_secret.arn,
        },
        {
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": database.key.arn,
            "Condition": {
                "StringEquals": {"kms:ViaService": f"secretsmanager.{args.region}.amazonaws.com"}
            },
        },
    ]
