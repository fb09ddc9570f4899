"""The function that delivers messages: every minute, and at once when another one asks for it."""

from dataclasses import dataclass
from typing import Final, final

import pulumi
import pulumi_aws as aws

from automation.core import names
from automation.core.notification_settings import NotificationSettings
from automation.core.telling import PLACES, is_set_up
from components import tool_code
from components.access_policies import Place, allow
from components.alarm_delivery import DEAD_LETTER_SECONDS, EVENT_AGE, document, trusting
from components.lambda_function import RUNTIME
from components.metrics import Query, computed, measured
from components.telling_policy import deliver_from_aws

MEMORY: Final = 1024  # MiB; the share of a processor goes with it, and loading is most of the work
# A claim lasts as long: what this function leaves behind at its end is another round's then.
TIMEOUT: Final = 120
RETRIES: Final = 2  # Lambda's own most
_EVENTS: Final = "events.amazonaws.com"


@dataclass(frozen=True)
class MessageDeliveryArgs:
    """What delivers messages.

    Attributes:
        urgent_topic: topic of who is on call, in the platform's region.
        code: the tool's, as `tool_code.archive` makes it.
    """

    place: Place
    settings: NotificationSettings
    urgent_topic: pulumi.Input[str]
    log_retention_days: int
    code: pulumi.Archive


def is_wanted(settings: NotificationSettings) -> bool:
    """Whether a stack has anything to deliver by."""
    return any(is_set_up(place, settings) for place in PLACES)


@final
class MessageDelivery(pulumi.ComponentResource):
    """Function, role, logs and queue, its schedule, and the alarms about it.

    Any number of it may run at once: messages are claimed (ADR 25).
    """

    def __init__(
        self, name: str, args: MessageDeliveryArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:notices:MessageDelivery", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        self._environment = args.place.environment
        self.log_group = self._create_log_group(name)
        self.dead_letters = self._create_dead_letters(name)
        self.role = self._create_role(name)
        self.policy = self._grant(name)
        self.function = self._create_function(name)
        self._retry(name)
        self._start_each_minute(name)
        self._tell_of_failures(name)
        self.register_outputs({"function": self.function.name})

    def _create_log_group(self, name: str) -> aws.cloudwatch.LogGroup:
        return aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=f"/aws/lambda/{names.messages(self._environment)}",
            retention_in_days=self._args.log_retention_days,
            opts=self._child,
        )

    def _create_dead_letters(self, name: str) -> aws.sqs.Queue:
        return aws.sqs.Queue(
            f"{name}-dead-letters",
            name=names.messages(self._environment, "dead-letters"),
            message_retention_seconds=DEAD_LETTER_SECONDS,
            sqs_managed_sse_enabled=True,
            opts=self._child,
        )

    def _create_role(self, name: str) -> aws.iam.Role:
        return aws.iam.Role(
            f"{name}-role",
            name=names.messages(self._environment),
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
            policy=document([*own, *deliver_from_aws(self._args.place, self._args.settings)]),
            opts=self._child,
        )

    def _create_function(self, name: str) -> aws.lambda_.Function:
        return aws.lambda_.Function(
            f"{name}-function",
            name=names.messages(self._environment),
            description=f"Delivers what people are told of {self._environment}",
            role=self.role.arn,
            runtime=RUNTIME,
            architectures=["arm64"],
            handler=tool_code.MESSAGES.handler,
            code=self._args.code,
            memory_size=MEMORY,
            timeout=TIMEOUT,
            environment={"variables": {"ENVIRONMENT": self._environment}},
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

    def _start_each_minute(self, name: str) -> None:
        """Without dead letters of the rule's own: what it misses it does a minute later."""
        rule = aws.cloudwatch.EventRule(
            f"{name}-rule",
            name=names.messages(self._environment),
            description=f"When messages of {self._environment} are delivered",
            schedule_expression="rate(1 minute)",
            opts=self._child,
        )
        permission = aws.lambda_.Permission(
            f"{name}-permission",
            action="lambda:InvokeFunction",
            function=self.function.name,
            principal=_EVENTS,
            source_arn=rule.arn,
            opts=self._child,
        )
        aws.cloudwatch.EventTarget(
            f"{name}-target",
            rule=rule.name,
            target_id="deliver",
            arn=self.function.arn,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[permission]),
        )

    def _tell_of_failures(self, name: str) -> None:
        errors = measured(
            "errors",
            "AWS/Lambda",
            "Errors",
            {"FunctionName": names.messages(self._environment)},
            "Sum",
        )
        self._create_alarm(name, "failed", errors, "Messages of a rollback were not delivered")
        waiting = measured(
            "waiting",
            "AWS/SQS",
            "ApproximateNumberOfMessagesVisible",
            {"QueueName": names.messages(self._environment, "dead-letters")},
            "Maximum",
        )
        text = "The function that delivers messages could not work"
        self._create_alarm(name, "dead-letters", waiting, text)

    def _create_alarm(self, name: str, what: str, query: Query, text: str) -> None:
        topic = self._args.urgent_topic
        aws.cloudwatch.MetricAlarm(
            f"{name}-{what}-alarm",
            name=names.automation_alarm(self._environment, f"messages-{what}"),
            alarm_description=text,
            comparison_operator="GreaterThanThreshold",
            threshold=0,
            evaluation_periods=1,
            metric_queries=[query, computed(f"FILL({query['id']}, 0)", text)],
            treat_missing_data="notBreaching",
            alarm_actions=[topic],
            ok_actions=[topic],
            opts=self._child,
        )
