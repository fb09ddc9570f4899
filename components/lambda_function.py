"""One Lambda function and what belongs to it, with only its own rights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_aws as aws

from automation.core.names import function_name
from components import code
from components.dead_letters import dead_letter_queue
from components.policy_documents import document, trusting

RUNTIME = "python3.13"


@dataclass(frozen=True)
class LambdaFunctionArgs:
    """What a function is made of."""

    service: str
    environment: str
    subnet_ids: list[pulumi.Output[str]]
    security_group_id: pulumi.Input[str]
    memory: int = field(metadata={"unit": "MiB"})
    timeout: int = field(metadata={"unit": "seconds"})
    reserved_concurrency: int
    log_retention_days: int
    variables: Mapping[str, pulumi.Input[str]]
    statements: Sequence[Mapping[str, Any]]


class LambdaFunction(pulumi.ComponentResource):
    """Function, role, log group and dead-letter queue; a component of its own or part of one."""

    def __init__(
        self,
        type_token: str,
        name: str,
        args: LambdaFunctionArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(type_token, name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.service = args.service
        self.physical_name = function_name(args.service, args.environment)
        self.queue_name = f"{self.physical_name}-dead-letters"
        self.log_group = self._create_log_group(name, args)
        self.dead_letters = dead_letter_queue(f"{name}-dead-letters", self.queue_name, self._child)
        self.role = self._create_role(name)
        self.policy = self._grant(name, args)
        self.function = self._create_function(name, args)

    def _create_log_group(self, name: str, args: LambdaFunctionArgs) -> aws.cloudwatch.LogGroup:
        return aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=f"/aws/lambda/{self.physical_name}",
            retention_in_days=args.log_retention_days,
            opts=self._child,
        )

    def _create_role(self, name: str) -> aws.iam.Role:
        return aws.iam.Role(
            f"{name}-role",
            name=self.physical_name,
            assume_role_policy=trusting("lambda.amazonaws.com"),
            opts=self._child,
        )

    def _grant(self, name: str, args: LambdaFunctionArgs) -> aws.iam.RolePolicy:
        return aws.iam.RolePolicy(
            f"{name}-policy",
            role=self.role.name,
            policy=document([*self._own_rights(), *args.statements]),
            opts=self._child,
        )

    def _own_rights(self) -> list[dict[str, Any]]:
        """What any function of a VPC needs. Tracing and network interfaces know no resource ARN.

        Source: Service Authorization Reference, AWS X-Ray; Lambda Developer Guide, "Giving Lambda
        functions access to resources in an Amazon VPC".
        """
        return [
            {
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": pulumi.Output.concat(self.log_group.arn, ":*"),
            },
            {
                "Effect": "Allow",
                "Action": "sqs:SendMessage",
                "Resource": self.dead_letters.arn,
            },
            {
                "Effect": "Allow",
                "Action": [
                    *("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
                    *("ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"),
                    *("ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"),
                    *("ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"),
                ],
                "Resource": "*",
            },
        ]

    def _create_function(self, name: str, args: LambdaFunctionArgs) -> aws.lambda_.Function:
        return aws.lambda_.Function(
            f"{name}-function",
            name=self.physical_name,
            description=f"Service {args.service} of {args.environment}",
            role=self.role.arn,
            runtime=RUNTIME,
            architectures=["arm64"],
            handler=code.handler(args.service),
            code=code.archive(args.service),
            publish=True,
            memory_size=args.memory,
            timeout=args.timeout,
            reserved_concurrent_executions=args.reserved_concurrency,
            environment={
                "variables": {
                    "ENVIRONMENT": args.environment,
                    "SERVICE": args.service,
                    **args.variables,
                }
            },
            vpc_config={
                "subnet_ids": args.subnet_ids,
                "security_group_ids": [args.security_group_id],
            },
            dead_letter_config={"target_arn": self.dead_letters.arn},
            tracing_config={"mode": "Active"},
            logging_config={"log_format": "JSON", "log_group": self.log_group.name},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.policy]),
        )
