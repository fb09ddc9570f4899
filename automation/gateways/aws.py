"""AWS clients as every gateway uses them, and AWS failures as an operator meets them.

I/O: none until a client is used; credentials, region and endpoint come from the environment.
"""

import os
from functools import cache
from threading import Lock
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
)

from automation.core.errors import AwsUnavailableError, CredentialsError, OperatorError

PARALLEL_CALLS: Final = 32
# Where CloudFront, its firewall and the metrics of both are, wherever a platform lies.
GLOBAL_REGION: Final = "us-east-1"
_CONFIG: Final = Config(
    retries={"mode": "standard", "total_max_attempts": 6},
    connect_timeout=5,
    read_timeout=30,
    max_pool_connections=PARALLEL_CALLS,
)
# For what must not hold up a run: it fails within seconds instead.
_HASTE: Final = Config(retries={"total_max_attempts": 1}, connect_timeout=1, read_timeout=2)
_ONE_AT_A_TIME: Final = Lock()
_REFUSED: Final = {
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
# Source: botocore, standard retry mode, which has made such a call six times by then.
_THROTTLED: Final = {
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
}


def hasty_client(service: str) -> Any:
    """A client that gives up after one attempt of three seconds at most."""
    return client(service, config=_HASTE)


def client(service: str, region: str | None = None, config: Config = _CONFIG) -> Any:
    """A client of a service, in the environment's region unless another one is named.

    A throttled call is retried by itself and slows no other one down (ADR 11).

    Args:
        service: boto3's name for it.
        region: another region than the environment's.
        config: another patience than the usual one.
    """
    region = region or current_region()
    # Sessions are not thread-safe, clients are (boto3 guide, "Session").
    with _ONE_AT_A_TIME:
        return session().client(service, region_name=region, config=config)  # type: ignore[call-overload]


@cache
def session() -> boto3.session.Session:
    """The process's one session: an assumed role is assumed, and its MFA code asked for, once.

    Each session of its own would read the services' models from disk again, too.
    """
    return boto3.session.Session()


def current_region() -> str:
    """The environment's region; us-east-1 where none is set."""
    variables = (os.environ.get(name) for name in ("AWS_REGION", "AWS_DEFAULT_REGION"))
    return next(filter(None, variables), GLOBAL_REGION)


def error_code(error: ClientError) -> str:
    """AWS's error code, `ResourceNotFoundException`."""
    return str(error.response.get("Error", {}).get("Code", ""))


def as_operator_error(error: Exception) -> OperatorError | None:
    """What an AWS failure means to the person at the terminal; None if it is none of these."""
    if isinstance(error, NoCredentialsError | PartialCredentialsError | ProfileNotFound):
        return CredentialsError(
            f"No usable AWS credentials: {error}. Nothing was changed.",
            'aws sso login, or in the sandbox: eval "$(python -m sandbox env)"',
        )
    if isinstance(error, EndpointConnectionError | ConnectTimeoutError):
        return AwsUnavailableError(
            f"AWS does not answer: {error}",
            _server_hint(),
        )
    if isinstance(error, ClientError):
        return _from_client_error(error)
    if isinstance(error, BotoCoreError):
        return AwsUnavailableError(f"The call to AWS failed: {error}", _server_hint())
    return None


def _from_client_error(error: ClientError) -> OperatorError | None:
    message = error.response.get("Error", {}).get("Message", "")
    if error_code(error) in _REFUSED:
        return CredentialsError(
            f"AWS refused {error.operation_name} ({error_code(error)}): {message}",
            "aws sts get-caller-identity",
        )
    if error_code(error) in _THROTTLED:
        return AwsUnavailableError(
            f"AWS takes no more calls for the moment: {error.operation_name} was refused at each "
            f"attempt ({error_code(error)}): {message}",
            "the same command again, in a minute",
        )
    return None


def _server_hint() -> str | None:
    return "python -m sandbox status" if "AWS_ENDPOINT_URL" in os.environ else None
