"""The topic that the platform tells its people through; none of its messages names a patient."""

from dataclasses import dataclass
from typing import final

import pulumi
import pulumi_aws as aws

from automation.core.names import notifications_topic
from components.grant import Grant


@dataclass(frozen=True)
class NotificationsArgs:
    """Whose messages."""

    environment: str


@final
class Notifications(pulumi.ComponentResource):
    """The topic. Who subscribes filters by the message attribute `recipient_role`."""

    def __init__(
        self, name: str, args: NotificationsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:notifications:Notifications", name, None, opts)
        self.topic = aws.sns.Topic(
            f"{name}-topic",
            name=notifications_topic(args.environment),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"topic": self.topic.arn})

    @property
    def grant(self) -> Grant:
        """What the service `notifications` needs."""
        publishing = {"Effect": "Allow", "Action": "sns:Publish", "Resource": self.topic.arn}
        return Grant({"NOTIFICATIONS_TOPIC_ARN": self.topic.arn}, [publishing])
