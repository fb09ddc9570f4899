"""The function that an alarm starts to take users back, and the alarms about itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, final

import pulumi
import pulumi_aws as aws

from automation.core import names
from automation.handlers.composition import BACKEND_VARIABLE
from automation.handlers.starting import MESSAGES_VARIABLE
from components import tool_code
from components.access_policies import Place, allow
from components.alarm_delivery import (
    EVENT_AGE,
    AlarmDelivery,
    AlarmDeliveryArgs,
    dead_letters,
    document,
    queue_name,
    trusting,
)
from components.automatic_policy import automatic_rollback
from components.firewall import GLOBAL_REGION
from components.lambda_function import RUNTIME
from components.metrics import Query, computed, measured

MEMORY: Final = 1024  # MiB; the share of a processor goes with it, and loading is most of the work
# Most that Lambda allows: the end of a run waits for alarms to clear. Seconds.
TIMEOUT: Final = 900
# Lambda's own most; the second one comes after the lease of a process that died has run out.
RETRIES: Final = 2


@dataclass(frozen=True)
class AutoRollbackArgs:
    """What goes back by itself.

    Attributes:
        distribution: ARN of the site's distribution.
        urgent_topics: region -> topic of who is on call.
        code: the tool's, as `tool_code.archive` makes it.
        messages: the function that delivers, where there is one.
    """

    place: Place
    distribution: pulumi.Input[str]
    urgent_topics: Mapping[str, pulumi.Input[str]]
    log_retention_days: int
    code: pulumi.Archive
    messages: aws.lambda_.Function | None = None


@final
class AutoRollback(pulumi.ComponentResource):
    """Function, role, logs and queue, the way to it, and the alarms about it."""

    def __init__(
        self, name: str, args: AutoRollbackArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:alarms:AutoRollback", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        self.physical_name = names.rollback_function(args.place.environment)
        self.log_group = self._create_log_group(name)
        self.dead_letters = dead_letters(
            f"{name}-dead-letters", args.place.environment, args.place.region, self._child
        )
        self.role = self._create_role(name)
        self.policy = self._grant(name)
        self.function = self._create_function(name)
        self._retry(name)
        self.delivery = self._create_delivery(name)
        self._tell_of_failures(name)
        self.register_outputs({"function": self.function.name})

    def _create_log_group(self, name: str) -> aws.cloudwatch.LogGroup:
        return aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=f"/aws/lambda/{self.physical_name}",
            retention_in_days=self._args.log_retention_days,
            opts=self._child,
        )

    def _create_role(self, name: str) -> aws.iam.Role:
        return aws.iam.Role(
            f"{name}-role",
            name=names.automatic_rollback(self._args.place.environment),
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
        args = self._args
        if args.messages is not None:
            own.append(allow(["lambda:InvokeFunction"], args.messages.arn))
        return aws.iam.RolePolicy(
            f"{name}-policy",
            role=self.role.name,
            policy=document([*own, *automatic_rollback(args.place, args.distribution)]),
            opts=self._child,
        )

    def _create_function(self, name: str) -> aws.lambda_.Function:
        environment = self._args.place.environment
        return aws.lambda_.Function(
            f"{name}-function",
            name=self.physical_name,
            description=f"Takes {environment} back to the last good release when an alarm says so",
            role=self.role.arn,
            runtime=RUNTIME,
            architectures=["arm64"],
            handler=tool_code.ROLLBACK.handler,
            code=self._args.code,
            memory_size=MEMORY,
            timeout=TIMEOUT,
            reserved_concurrent_executions=1,
            environment={"variables": self._variables()},
            dead_letter_config={"target_arn": self.dead_letters.arn},
            logging_config={"log_format": "JSON", "log_group": self.log_group.name},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.policy]),
        )

    def _variables(self) -> dict[str, pulumi.Input[str]]:
        place, messages = self._args.place, self._args.messages
        known: dict[str, pulumi.Input[str]] = {"ENVIRONMENT": place.environment}
        if place.state_bucket:
            known[BACKEND_VARIABLE] = f"s3://{place.state_bucket}"
        if messages is not None:
            known[MESSAGES_VARIABLE] = messages.name
        return known

    def _retry(self, name: str) -> None:
        aws.lambda_.FunctionEventInvokeConfig(
            f"{name}-retries",
            function_name=self.function.name,
            maximum_event_age_in_seconds=EVENT_AGE,
            maximum_retry_attempts=RETRIES,
            opts=self._child,
        )

    def _create_delivery(self, name: str) -> AlarmDelivery:
        args = AlarmDeliveryArgs(
            place=self._args.place,
            function_name=self.function.name,
            function_arn=self.function.arn,
            dead_letters=self.dead_letters,
        )
        return AlarmDelivery(f"{name}-delivery", args, self._child)

    def _tell_of_failures(self, name: str) -> None:
        region = self._args.place.region
        errors = measured(
            "errors", "AWS/Lambda", "Errors", {"FunctionName": self.physical_name}, "Sum"
        )
        self._create_alarm(name, "failed", errors, "The automatic rollback failed", region)
        self._tell_of_dead_letters(name, region)
        if region != GLOBAL_REGION:
            self._tell_of_dead_letters(f"{name}-global", GLOBAL_REGION)

    def _tell_of_dead_letters(self, name: str, region: str) -> None:
        waiting = measured(
            "waiting",
            "AWS/SQS",
            "ApproximateNumberOfMessagesVisible",
            {"QueueName": queue_name(self._args.place.environment)},
            "Maximum",
        )
        text = "An alarm's event was not acted on: go back by hand"
        self._create_alarm(name, "dead-letters", waiting, text, region)

    def _create_alarm(self, name: str, what: str, query: Query, text: str, region: str) -> None:
        topic = self._args.urgent_topics[region]
        aws.cloudwatch.MetricAlarm(
            f"{name}-{what}-alarm",
            name=names.automation_alarm(self._args.place.environment, what),
            alarm_description=text,
            comparison_operator="GreaterThanThreshold",
            threshold=0,
            evaluation_periods=1,
            metric_queries=[query, computed(f"FILL({query['id']}, 0)", text)],
            treat_missing_data="notBreaching",
            alarm_actions=[topic],
            ok_actions=[topic],
            region=region,
            opts=self._child,
        )
