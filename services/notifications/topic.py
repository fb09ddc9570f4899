"""The topic that messages are published to. I/O: SNS."""

import json
import os
from typing import Any

import boto3

from services.common.health import AWS_CALL


class Topic:
    """One environment's topic; subscribers choose by the recipient's role."""

    def __init__(self) -> None:
        self._arn = os.environ["NOTIFICATIONS_TOPIC_ARN"]
        self._sns: Any = boto3.client("sns", config=AWS_CALL)

    def publish(self, identifier: str, recipient_role: str, template: str) -> str:
        """Publish a message; gives the id that SNS made for it."""
        message = {"id": identifier, "recipient_role": recipient_role, "template": template}
        sent = self._sns.publish(
            TopicArn=self._arn,
            Message=json.dumps(message, sort_keys=True),
            MessageAttributes={
                "recipient_role": {"DataType": "String", "StringValue": recipient_role}
            },
        )
        return str(sent["MessageId"])
