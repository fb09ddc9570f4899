"""Where events go that could not be handed over: a dead-letter queue. Calls SQS."""

import logging
from typing import Any, Final

from botocore.exceptions import ClientError

from sandbox.own_clients import own_client

log: Final = logging.getLogger("sandbox")


class DeadLetters:
    """Sends to queues by their ARNs."""

    def __init__(self, endpoint: str) -> None:
        """Send to the queues of an AWS.

        Args:
            endpoint: URL of the sandbox's AWS.
        """
        self._endpoint = endpoint

    def send(self, queue_arn: str, body: str, attributes: dict[str, str]) -> None:
        """Send one message; a queue that is not there is told in the log, as nobody waits.

        Args:
            queue_arn: where to.
            body: the event.
            attributes: what went wrong, by the names that AWS uses.
        """
        _, _, service, region, _, name = queue_arn.split(":", 5)
        if service != "sqs":
            log.error("lost, as dead letters go to SQS only here: %s for %s", attributes, queue_arn)
            return
        sqs = own_client("sqs", self._endpoint, region)
        try:
            url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
            sqs.send_message(QueueUrl=url, MessageBody=body, MessageAttributes=_typed(attributes))
        except ClientError as error:
            log.error("lost, as %s can't be sent to: %s (%s)", queue_arn, attributes, error)


def _typed(attributes: dict[str, str]) -> dict[str, Any]:
    return {
        name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
    }
