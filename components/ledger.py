"""The ledger: one table with hold and pins, lease, journal, approvals and release health."""

from dataclasses import dataclass
from typing import final

import pulumi
import pulumi_aws as aws

from automation.core.names import ledger_table
from components.retention import keeping_data


@dataclass(frozen=True)
class LedgerArgs:
    """Whose ledger, and whether it is protected."""

    environment: str
    keep: bool


@final
class Ledger(pulumi.ComponentResource):
    """DynamoDB table with point-in-time recovery; `expires` removes what only deduplicates."""

    def __init__(
        self, name: str, args: LedgerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:ledger:Ledger", name, None, opts)
        self.table = self._create_table(name, args)
        self.register_outputs({"table": self.table.name})

    def _create_table(self, name: str, args: LedgerArgs) -> aws.dynamodb.Table:
        return aws.dynamodb.Table(
            f"{name}-table",
            name=ledger_table(args.environment),
            billing_mode="PAY_PER_REQUEST",
            hash_key="pk",
            range_key="sk",
            attributes=[{"name": "pk", "type": "S"}, {"name": "sk", "type": "S"}],
            ttl={"attribute_name": "expires", "enabled": True},
            point_in_time_recovery={"enabled": True},
            server_side_encryption={"enabled": True},
            deletion_protection_enabled=args.keep,
            opts=keeping_data(self, args.keep),
        )
