"""IAM policies as AWS takes them. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi


def document(statements: Sequence[Mapping[str, Any]]) -> pulumi.Output[str]:
    """A policy; what its statements name may be known later."""
    return pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trusting(service: str) -> pulumi.Output[str]:
    """The trust of a role that a service of AWS assumes."""
    return document(
        [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}]
    )
