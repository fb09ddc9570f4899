"""The AWS provider that every resource is made with: region, account guard, default tags.

I/O: reads AWS_ENDPOINT_URL from the environment, nothing else.
"""

import os
from typing import Any

import pulumi_aws as aws

from automation.core.names import PROJECT
from components.settings import Settings

_SANDBOX_RETRIES = 2


def create_provider(settings: Settings) -> aws.Provider:
    """The explicit provider of a stack.

    With an endpoint override there is no account to guard, and asking for its id would send S3
    Control calls to a host name that does not resolve. An operation that the override lacks is
    reported at once instead of being retried for minutes.
    """
    return aws.Provider(
        "aws",
        region=settings.region,
        default_tags={
            "tags": {
                "Project": PROJECT,
                "Environment": settings.environment,
                "ManagedBy": "pulumi",
            }
        },
        **(_override() if "AWS_ENDPOINT_URL" in os.environ else _account_guard(settings)),
    )


def account_of(caller: str) -> str:
    """The account id in a caller's ARN, `arn:aws:iam::123456789012:user/alice`."""
    return caller.split(":")[4]


def _account_guard(settings: Settings) -> dict[str, Any]:
    return {"allowed_account_ids": list(settings.allowed_account_ids)}


def _override() -> dict[str, Any]:
    return {
        "skip_requesting_account_id": True,
        "skip_credentials_validation": True,
        "skip_metadata_api_check": True,
        "max_retries": _SANDBOX_RETRIES,
    }
