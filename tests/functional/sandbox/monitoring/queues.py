"""Queues for dead letters."""

import json
from typing import Any
from uuid import uuid4

from tests.functional.sandbox.clients import Clients


class Queue:
    """One queue, which nobody may send to."""

    def __init__(self, clients: Clients) -> None:
        self.name = f"dead-{uuid4().hex[:8]}"
        self._sqs = clients.of("sqs")
        self._url = self._sqs.create_queue(QueueName=self.name)["QueueUrl"]
        self.arn = f"arn:aws:sqs:us-east-1:123456789012:{self.name}"

    def let_in(self, rule_arn: str) -> None:
        """Let EventBridge send what a rule could not deliver."""
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": self.arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": rule_arn}},
        }
        policy = {"Version": "2012-10-17", "Statement": [statement]}
        self._sqs.set_queue_attributes(
            QueueUrl=self._url, Attributes={"Policy": json.dumps(policy)}
        )

    def send(self, body: str) -> None:
        self._sqs.send_message(QueueUrl=self._url, MessageBody=body)

    def messages(self) -> list[Any]:
        answer = self._sqs.receive_message(
            QueueUrl=self._url, MessageAttributeNames=["All"], VisibilityTimeout=0
        )
        return list(answer.get("Messages", []))

    def attributes(self, message: Any) -> dict[str, str]:
        return {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}

    def remove(self) -> None:
        self._sqs.delete_queue(QueueUrl=self._url)
