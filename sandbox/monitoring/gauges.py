"""What AWS measures without being asked: how much waits in queues. Reads moto's memory.

Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
"""

from collections.abc import Iterator

from sandbox.gateway import deployed
from sandbox.identities import REGION
from sandbox.monitoring.metrics import Sample, metric


def waiting_messages(now: float) -> Iterator[Sample]:
    """The number of visible messages of each queue."""
    for queue in deployed.queues():
        measured = metric(
            REGION, "AWS/SQS", "ApproximateNumberOfMessagesVisible", QueueName=queue.name
        )
        yield Sample(measured, float(queue.approximate_number_of_messages), now)
