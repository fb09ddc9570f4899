"""Who is asking: the caller's identity by STS. I/O: one STS call."""

from automation.gateways.aws import client


def caller_arn() -> str:
    """ARN of the caller, `arn:aws:iam::123456789012:user/alice`.

    An assumed role's session ARN is given as it is, since its session name tells the person.
    Source: AWS STS API reference, GetCallerIdentity.
    """
    return str(client("sts").get_caller_identity()["Arn"])
