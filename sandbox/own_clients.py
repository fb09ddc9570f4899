"""The sandbox's own clients of its AWS, in nobody's name. I/O: loopback, when they are used."""

from typing import Any

import boto3
from botocore.config import Config


def own_client(service: str, endpoint: str, region: str, attempts: int | None = None) -> Any:
    """A client of one service.

    Args:
        service: as boto3 names it.
        endpoint: URL of the sandbox's AWS.
        region: of the service.
        attempts: how often a request is sent at most; None is boto3's own way.
    """
    return boto3.session.Session().client(  # type: ignore[call-overload]
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id="sandbox",
        aws_secret_access_key="sandbox",  # noqa: S106 - moto takes any key; this one opens nothing
        config=Config(retries={"total_max_attempts": attempts}) if attempts else None,
    )
