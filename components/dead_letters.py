"""Queues of what nobody could take, kept until a person has looked."""

from typing import Final

import pulumi
import pulumi_aws as aws

_KEPT_SECONDS: Final = 14 * 24 * 3600  # most that SQS keeps


def dead_letter_queue(
    name: str, physical_name: str, opts: pulumi.ResourceOptions, region: str | None = None
) -> aws.sqs.Queue:
    """One queue.

    Args:
        name: of the resource.
        physical_name: on AWS.
        opts: the resource's.
        region: None is the provider's own.
    """
    return aws.sqs.Queue(
        name,
        name=physical_name,
        message_retention_seconds=_KEPT_SECONDS,
        sqs_managed_sse_enabled=True,
        region=region,
        opts=opts,
    )
