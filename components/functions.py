"""The functions of all services, and the key that sign-in tokens are signed with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, final

import pulumi
import pulumi_aws as aws

from automation.core.names import SERVICES, function_name
from components.function import Function, FunctionArgs
from components.grant import Grant
from components.retention import keeping_data


@dataclass(frozen=True)
class FunctionsArgs:
    """What all functions share.

    Attributes:
        login_secret_arn: secret with the services' own password.
        pins: a function's name -> the version that its alias keeps.
        grants: a service -> what it gets beside.
        after: what has to be done before an alias points to new code.
    """

    environment: str
    region: str
    subnet_ids: list[pulumi.Output[str]]
    security_group_id: pulumi.Input[str]
    connection_secret_arn: pulumi.Input[str]
    login_secret_arn: pulumi.Input[str]
    connection_key_arn: pulumi.Input[str]
    memory: int
    timeout: int
    reserved_concurrency: int
    log_retention_days: int
    pins: Mapping[str, str]
    keep: bool
    grants: Mapping[str, Grant] = field(default_factory=dict)
    after: Sequence[pulumi.Resource] = ()


@final
class Functions(pulumi.ComponentResource):
    """One `Function` a service."""

    def __init__(
        self, name: str, args: FunctionsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:functions:Functions", name, None, opts)
        self.token_key = self._create_token_key(name, args)
        self.by_service = {
            service: self._create_function(name, service, args) for service in SERVICES
        }
        self.register_outputs(
            {service: function.alias.arn for service, function in self.by_service.items()}
        )

    @property
    def names(self) -> dict[str, str]:
        """Physical name of each service's function."""
        return {service: function.physical_name for service, function in self.by_service.items()}

    @property
    def dead_letter_queues(self) -> dict[str, str]:
        """Name of the queue with what each service failed to process."""
        return {service: function.queue_name for service, function in self.by_service.items()}

    @property
    def versions(self) -> dict[str, pulumi.Output[str]]:
        """Version behind each service's alias."""
        return {
            service: function.alias.function_version
            for service, function in self.by_service.items()
        }

    def _create_token_key(self, name: str, args: FunctionsArgs) -> aws.kms.Key:
        """Signing happens inside KMS: there is no key material that a state could leak."""
        return aws.kms.Key(
            f"{name}-token-key",
            description=f"Signs sign-in tokens of {args.environment}",
            key_usage="GENERATE_VERIFY_MAC",
            customer_master_key_spec="HMAC_256",
            deletion_window_in_days=30 if args.keep else 7,
            opts=keeping_data(self, args.keep),
        )

    def _create_function(self, name: str, service: str, args: FunctionsArgs) -> Function:
        return Function(
            f"{name}-{service}",
            FunctionArgs(
                service=service,
                environment=args.environment,
                subnet_ids=args.subnet_ids,
                security_group_id=args.security_group_id,
                memory=args.memory,
                timeout=args.timeout,
                reserved_concurrency=args.reserved_concurrency,
                log_retention_days=args.log_retention_days,
                variables=self._variables(service, args),
                statements=self._statements(service, args),
                pinned_version=args.pins.get(function_name(service, args.environment)),
                after=args.after,
            ),
            pulumi.ResourceOptions(parent=self),
        )

    def _variables(self, service: str, args: FunctionsArgs) -> dict[str, pulumi.Input[str]]:
        shared = {
            "CONNECTION_SECRET_ARN": args.connection_secret_arn,
            "TOKEN_KEY_ARN": self.token_key.arn,
        }
        own = {"SERVICES": ",".join(SERVICES)} if service == "api" else {}
        return {**shared, **own, **args.grants.get(service, Grant()).variables}

    def _statements(self, service: str, args: FunctionsArgs) -> list[Mapping[str, Any]]:
        through_secrets_manager = {
            "StringEquals": {"kms:ViaService": f"secretsmanager.{args.region}.amazonaws.com"}
        }
        shared: list[Mapping[str, Any]] = [
            {
                "Effect": "Allow",
                "Action": "secretsmanager:GetSecretValue",
                "Resource": [args.connection_secret_arn, args.login_secret_arn],
            },
            {
                "Effect": "Allow",
                "Action": "kms:Decrypt",
                "Resource": args.connection_key_arn,
                "Condition": through_secrets_manager,
            },
        ]
        return [*shared, self._token_right(service), *args.grants.get(service, Grant()).statements]

    def _token_right(self, service: str) -> dict[str, Any]:
        """Every service checks tokens; only `auth` makes them."""
        making = ["kms:GenerateMac"] if service == "auth" else []
        return {
            "Effect": "Allow",
            "Action": [*making, "kms:VerifyMac"],
            "Resource": self.token_key.arn,
        }
