"""A function of the rollback tool on AWS: role, logs and queue, and the alarms about itself.

It calls AWS and the world alone, so it needs no network of the platform's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
import pulumi_aws as aws

from automation.core import names
from components.access_policies import allow
from components.dead_letters import dead_letter_queue
from components.lambda_function import RUNTIME
from components.metrics import Query, computed, measured
from components.policy_documents import document, trusting
from components.tool_code import Program

MEMORY: Final = 1024  # MiB; the share of a processor goes with it, and loading is most of the work
# Lambda's own most; the second one comes after the lease of a process that died has run out.
RETRIES: Final = 2
# An event that could not be acted on in an hour is for a person. Seconds.
EVENT_AGE: Final = 3600


@dataclass(frozen=True)
class ToolFunctionArgs:
    """What such a function is made of.

    Attributes:
        physical_name: of the function on AWS.
        role_name: of the role that it has.
        queue_name: of what it could not do.
        code: the program's, as `tool_code.archive` makes it.
        statements: its rights beyond those of any function.
        reserved_concurrency: how many may run at once; None reserves nothing.
    """

    environment: str
    region: str
    physical_name: str
    role_name: str
    queue_name: str
    description: str
    program: Program
    code: pulumi.Archive
    timeout: int
    variables: Mapping[str, pulumi.Input[str]]
    statements: Sequence[Mapping[str, Any]]
    log_retention_days: int
    reserved_concurrency: int | None = None


@dataclass(frozen=True)
class Failure:
    """An alarm about the function.

    Attributes:
        what: is wrong, at the end of the alarm's name.
        text: what whoever is called reads.
        topic: of who is called.
    """

    what: str
    text: str
    topic: pulumi.Input[str]


class ToolFunction(pulumi.ComponentResource):
    """Function, role, log group and dead-letter queue; part of a component."""

    def __init__(
        self,
        type_token: str,
        name: str,
        args: ToolFunctionArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(type_token, name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._made_of = args
        self.log_group = self._create_log_group(name)
        self.dead_letters = dead_letter_queue(
            f"{name}-dead-letters", args.queue_name, self._child, args.region
        )
        self.role = self._create_role(name)
        self.policy = self._grant(name)
        self.function = self._create_function(name)
        self._retry(name)

    def _create_log_group(self, name: str) -> aws.cloudwatch.LogGroup:
        return aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=f"/aws/lambda/{self._made_of.physical_name}",
            retention_in_days=self._made_of.log_retention_days,
            opts=self._child,
        )

    def _create_role(self, name: str) -> aws.iam.Role:
        return aws.iam.Role(
            f"{name}-role",
            name=self._made_of.role_name,
            assume_role_policy=trusting("lambda.amazonaws.com"),
            opts=self._child,
        )

    def _grant(self, name: str) -> aws.iam.RolePolicy:
        own = [
            allow(
                ["logs:CreateLogStream", "logs:PutLogEvents"],
                pulumi.Output.concat(self.log_group.arn, ":*"),
            ),
            allow(["sqs:SendMessage"], self.dead_letters.arn),
        ]
        return aws.iam.RolePolicy(
            f"{name}-policy",
            role=self.role.name,
            policy=document([*own, *self._made_of.statements]),
            opts=self._child,
        )

    def _create_function(self, name: str) -> aws.lambda_.Function:
        args = self._made_of
        return aws.lambda_.Function(
            f"{name}-function",
            name=args.physical_name,
            description=args.description,
            role=self.role.arn,
            runtime=RUNTIME,
            architectures=["arm64"],
            handler=args.program.handler,
            code=args.code,
            memory_size=MEMORY,
            timeout=args.timeout,
            reserved_concurrent_executions=args.reserved_concurrency,
            environment={"variables": {"ENVIRONMENT": args.environment, **args.variables}},
            dead_letter_config={"target_arn": self.dead_letters.arn},
            logging_config={"log_format": "JSON", "log_group": self.log_group.name},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.policy]),
        )

    def _retry(self, name: str) -> None:
        aws.lambda_.FunctionEventInvokeConfig(
            f"{name}-retries",
            function_name=self.function.name,
            maximum_event_age_in_seconds=EVENT_AGE,
            maximum_retry_attempts=RETRIES,
            opts=self._child,
        )

    def _tell_of_errors(self, name: str, failure: Failure) -> None:
        function: dict[str, pulumi.Input[str]] = {"FunctionName": self._made_of.physical_name}
        errors = measured("errors", "AWS/Lambda", "Errors", function, "Sum")
        self._create_alarm(f"{name}-failed", errors, failure, self._made_of.region)

    def _tell_of_dead_letters(self, name: str, failure: Failure, region: str) -> None:
        metric = "ApproximateNumberOfMessagesVisible"
        queue: dict[str, pulumi.Input[str]] = {"QueueName": self._made_of.queue_name}
        waiting = measured("waiting", "AWS/SQS", metric, queue, "Maximum")
        self._create_alarm(f"{name}-dead-letters", waiting, failure, region)

    def _create_alarm(self, name: str, query: Query, failure: Failure, region: str) -> None:
        aws.cloudwatch.MetricAlarm(
            f"{name}-alarm",
            name=names.automation_alarm(self._made_of.environment, failure.what),
            alarm_description=failure.text,
            comparison_operator="GreaterThanThreshold",
            threshold=0,
            evaluation_periods=1,
            metric_queries=[query, computed(f"FILL({query['id']}, 0)", failure.text)],
            treat_missing_data="notBreaching",
            alarm_actions=[failure.topic],
            ok_actions=[failure.topic],
            region=region,
            opts=self._child,
        )
