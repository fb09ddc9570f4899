"""Calls of AWS that deliver a message: one attempt, and what its failure means. I/O: the call."""

from collections.abc import Callable
from typing import Any, Final

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from automation.core.outbox import DeliveryError
from automation.gateways.aws import client, error_code
from automation.gateways.channels.answers import refusal, silence

_PATIENCE: Final = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=10)
# AWS answers some of what passes with 400. Source: SES API v2 and SNS API references, errors.
_PASSING: Final = frozenset(
    {"KMSThrottling", "LimitExceededException", "SendingPausedException", "ThrottledException",
     "Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded"}
)  # fmt: skip


def aws(service: str, region: str | None = None) -> Any:
    """A client that leaves retrying to the outbox."""
    return client(service, region, _PATIENCE)


def sent(name: str, call: Callable[..., Any], **arguments: Any) -> Any:
    """The answer of a call.

    Raises:
        DeliveryError: AWS did not take it. Its message is left out: it may quote an address.
    """
    try:
        return call(**arguments)
    except ClientError as error:
        raise _refused(name, error) from None
    except BotoCoreError as error:
        raise silence(name, error) from None


def _refused(name: str, error: ClientError) -> DeliveryError:
    metadata = error.response.get("ResponseMetadata", {})
    code = error_code(error)
    status = 429 if code in _PASSING else int(metadata.get("HTTPStatusCode", 500))
    return refusal(name, status, metadata.get("HTTPHeaders", {}), code)
