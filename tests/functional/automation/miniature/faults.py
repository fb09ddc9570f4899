"""The ways in which a call to AWS can fail, and AWS's refusals in each service's own protocol.

No I/O. Sources: "Common errors" of the API references of DynamoDB, Lambda, S3 and CloudFront.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

REQUEST_ID: Final = "00000000-0000-0000-0000-000000000000"


class Fault(Enum):
    """What happens to a call, or to the process that makes it."""

    REFUSED = "refused"  # AWS says no; nothing is changed
    THROTTLED = "throttled"  # once; nothing is changed, the client's next attempt goes through
    ANSWER_LOST = "answer lost"  # changed, the connection closes; the next attempt is answered
    EVERY_ANSWER_LOST = "every answer lost"  # the next attempts' answers are lost as well
    KILLED_BEFORE = "killed before"  # the process ends before the call reaches AWS
    KILLED_AFTER = "killed after"  # the process ends before the answer reaches it
    ASKED_TO_STOP = "asked to stop"  # the process gets the plan's signal, the call goes through

    @property
    def reaches_aws(self) -> bool:
        """Whether AWS makes the change."""
        return self not in {Fault.REFUSED, Fault.THROTTLED, Fault.KILLED_BEFORE}


@dataclass(frozen=True)
class Refusal:
    """An answer that says no."""

    status: int
    headers: dict[str, str]
    body: str


def denied(service: str) -> Refusal:
    """The caller lacks the right."""
    if service in {"dynamodb", "wafv2"}:
        return _json(400, "AccessDeniedException")
    if service in {"lambda", "apigateway"}:
        return _json(403, "AccessDeniedException")
    return _xml(service, 403, "AccessDenied")


def throttled(service: str) -> Refusal:
    """There were too many calls."""
    if service == "dynamodb":
        return _json(400, "ThrottlingException")
    if service == "lambda":
        return _json(429, "TooManyRequestsException")
    if service == "s3":
        return _xml(service, 503, "SlowDown")
    return _xml(service, 400, "Throttling")


def _json(status: int, code: str) -> Refusal:
    headers = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-ErrorType": code}
    return Refusal(status, headers, f'{{"__type": "{code}", "message": "{code} for a test"}}')


def _xml(service: str, status: int, code: str) -> Refusal:
    error = f"<Code>{code}</Code><Message>{code} for a test</Message>"
    text = (
        f"<Error>{error}<RequestId>{REQUEST_ID}</RequestId></Error>"
        if service == "s3"
        else f"<ErrorResponse><Error><Type>Sender</Type>{error}</Error>"
        f"<RequestId>{REQUEST_ID}</RequestId></ErrorResponse>"
    )
    return Refusal(status, {"Content-Type": "application/xml"}, text)
