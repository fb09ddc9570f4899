"""The function that delivers messages: every minute, and at once when another one asks for it."""

from dataclasses import dataclass
from typing import Final, final

import pulumi
import pulumi_aws as aws

from automation.core import names
from automation.core.notification_settings import NotificationSettings
from components import tool_code
from components.access_policies import Place
from components.alarm_delivery import EVENTS
from components.telling_policy import deliver_from_aws
from components.tool_function import Failure, ToolFunction, ToolFunctionArgs

# A claim lasts as long: what this function leaves behind at its end is another round's then.
TIMEOUT: Final = 120


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


@final
class MessageDelivery(ToolFunction):
    """The function, its schedule, and the alarms about it.

    Any number of it may run at once: messages are claimed (ADR 25).
    """

    def __init__(
        self, name: str, args: MessageDeliveryArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:notices:MessageDelivery", name, _function(args), opts)
        self._start_each_minute(name, args.place.environment)
        self._tell_of_failures(name, args)
        self.register_outputs({"function": self.function.name})

    def _start_each_minute(self, name: str, environment: str) -> None:
        """Without dead letters of the rule's own: what it misses it does a minute later."""
        rule = aws.cloudwatch.EventRule(
            f"{name}-rule",
            name=names.messages(environment),
            description=f"When messages of {environment} are delivered",
            schedule_expression="rate(1 minute)",
            opts=self._child,
        )
        permission = aws.lambda_.Permission(
            f"{name}-permission",
            action="lambda:InvokeFunction",
            function=self.function.name,
            principal=EVENTS,
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

    def _tell_of_failures(self, name: str, args: MessageDeliveryArgs) -> None:
        topic = args.urgent_topic
        failed = "Messages of a rollback were not delivered"
        self._tell_of_errors(name, Failure("messages-failed", failed, topic))
        waiting = "The function that delivers messages could not work"
        missed = Failure("messages-dead-letters", waiting, topic)
        self._tell_of_dead_letters(name, missed, args.place.region)


def _function(args: MessageDeliveryArgs) -> ToolFunctionArgs:
    environment = args.place.environment
    return ToolFunctionArgs(
        environment=environment,
        region=args.place.region,
        physical_name=names.messages(environment),
        role_name=names.messages(environment),
        queue_name=names.messages(environment, "dead-letters"),
        description=f"Delivers what people are told of {environment}",
        program=tool_code.MESSAGES,
        code=args.code,
        timeout=TIMEOUT,
        variables={},
        statements=deliver_from_aws(args.place, args.settings),
        log_retention_days=args.log_retention_days,
    )
