"""The way from an alarm to the function that it starts.

CloudWatch tells the event bus of the alarm's own region, and the alarms on global metrics lie in
us-east-1. Where the platform is elsewhere, a rule there forwards them to the platform's bus: so
there is one function, and one run of it at a time.
Source: EventBridge user guide, "Sending and receiving events between AWS Regions".
"""

from dataclasses import dataclass
from typing import Any, Final, final

import pulumi
import pulumi_aws as aws

from automation.core import names
from automation.core.trigger import TRIGGERS, alarm_name
from components.access_policies import Place, allow
from components.dead_letters import dead_letter_queue
from components.firewall import GLOBAL_REGION
from components.policy_documents import document, trusting
from components.tool_function import EVENT_AGE

EVENTS: Final = "events.amazonaws.com"
_DELIVERIES: Final = 20


@dataclass(frozen=True)
class AlarmDeliveryArgs:
    """What is delivered to, and where goes what can't be."""

    place: Place
    function_name: pulumi.Input[str]
    function_arn: pulumi.Input[str]
    dead_letters: aws.sqs.Queue


@final
class AlarmDelivery(pulumi.ComponentResource):
    """Rule, target and permission; elsewhere than in us-east-1 the forwarding from there, too."""

    def __init__(
        self, name: str, args: AlarmDeliveryArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:alarms:AlarmDelivery", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        self.rule = self._create_rule(name, args.place.region, list(TRIGGERS))
        self._let_rule_invoke(name)
        self._deliver(name)
        if args.place.region != GLOBAL_REGION:
            self._forward(f"{name}-global")
        self.register_outputs({"rule": self.rule.name})

    def _create_rule(self, name: str, region: str, triggers: list[str]) -> aws.cloudwatch.EventRule:
        """By the alarms' whole names: what takes nothing back starts nothing."""
        environment = self._args.place.environment
        return aws.cloudwatch.EventRule(
            f"{name}-rule",
            name=names.automatic_rollback(environment),
            description=f"Alarms on which {environment} goes back by itself",
            event_pattern=pulumi.Output.json_dumps(
                {
                    "source": ["aws.cloudwatch"],
                    "detail-type": ["CloudWatch Alarm State Change"],
                    "detail": {
                        "alarmName": [alarm_name(environment, trigger) for trigger in triggers],
                        "state": {"value": ["ALARM"]},
                    },
                }
            ),
            region=region,
            opts=self._child,
        )

    def _let_rule_invoke(self, name: str) -> None:
        aws.lambda_.Permission(
            f"{name}-permission",
            action="lambda:InvokeFunction",
            function=self._args.function_name,
            principal=EVENTS,
            source_arn=self.rule.arn,
            opts=self._child,
        )

    def _deliver(self, name: str) -> None:
        self._let_rule_send(name, self._args.dead_letters, self.rule, self._args.place.region)
        aws.cloudwatch.EventTarget(
            f"{name}-target",
            rule=self.rule.name,
            target_id="rollback",
            arn=self._args.function_arn,
            opts=self._child,
            **_patiently(self._args.dead_letters, self._args.place.region),
        )

    def _let_rule_send(
        self, name: str, queue: aws.sqs.Queue, rule: aws.cloudwatch.EventRule, region: str
    ) -> None:
        """Source: EventBridge user guide, "Using dead-letter queues for undelivered events"."""
        aws.sqs.QueuePolicy(
            f"{name}-dead-letters-policy",
            queue_url=queue.url,
            policy=document(
                [
                    {
                        **allow(["sqs:SendMessage"], queue.arn),
                        "Principal": {"Service": EVENTS},
                        "Condition": {"ArnEquals": {"aws:SourceArn": rule.arn}},
                    }
                ]
            ),
            region=region,
            opts=self._child,
        )

    def _forward(self, name: str) -> None:
        """The alarms on global metrics, from us-east-1 to the platform's own event bus."""
        place = self._args.place
        bus = f"arn:aws:events:{place.region}:{place.account}:event-bus/default"
        queue = dead_letter_queue(
            f"{name}-dead-letters", queue_name(place.environment), self._child, GLOBAL_REGION
        )
        role = self._create_forwarding_role(name, bus)
        triggers = [trigger.name for trigger in TRIGGERS.values() if trigger.is_global]
        rule = self._create_rule(name, GLOBAL_REGION, triggers)
        self._let_rule_send(name, queue, rule, GLOBAL_REGION)
        aws.cloudwatch.EventTarget(
            f"{name}-target",
            rule=rule.name,
            target_id="forward",
            arn=bus,
            role_arn=role.arn,
            opts=self._child,
            **_patiently(queue, GLOBAL_REGION),
        )

    def _create_forwarding_role(self, name: str, bus: str) -> aws.iam.Role:
        role = aws.iam.Role(
            f"{name}-role",
            name=names.alarm_forwarding(self._args.place.environment),
            assume_role_policy=trusting(EVENTS),
            opts=self._child,
        )
        aws.iam.RolePolicy(
            f"{name}-policy",
            role=role.name,
            policy=document([allow(["events:PutEvents"], bus)]),
            opts=self._child,
        )
        return role


def queue_name(environment: str) -> str:
    """The queue of what neither the rule nor the function could be rid of, in each region."""
    return names.automatic_rollback(environment, "dead-letters")


def _patiently(queue: aws.sqs.Queue, region: str) -> dict[str, Any]:
    """How a target is tried, and where an event goes that it does not take."""
    return {
        "dead_letter_config": {"arn": queue.arn},
        "retry_policy": {
            "maximum_event_age_in_seconds": EVENT_AGE,
            "maximum_retry_attempts": _DELIVERIES,
        },
        "region": region,
    }
