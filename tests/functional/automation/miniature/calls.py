"""Which requests to AWS change something, read from their method, path and headers. Pure."""

from dataclasses import dataclass
from email.message import Message
from typing import Final

_READS: Final = ("Get", "Query", "Scan", "Describe", "List", "BatchGet", "TransactGet")
_NEVER_CHANGING: Final = frozenset({"sts", "monitoring"})


@dataclass(frozen=True)
class Call:
    """A call that changes something; its further attempts are the same call."""

    service: str
    operation: str
    attempt_of: str

    def __str__(self) -> str:
        return f"{self.service} {self.operation}"


def call_of(method: str, path: str, headers: Message) -> Call | None:
    """The call that a request is an attempt of; None if it changes nothing."""
    service, target = service_of(headers), headers.get("X-Amz-Target", "").rpartition(".")[2]
    reads = target.startswith(_READS) if target else method in {"GET", "HEAD"}
    if reads or service in _NEVER_CHANGING:
        return None
    return Call(service, target or f"{method} {path}", headers.get("amz-sdk-invocation-id", ""))


def service_of(headers: Message) -> str:
    """The service in a signature's scope: `Credential=KEY/20260302/us-east-1/s3/aws4_request`."""
    signed = headers.get("Authorization", "")
    scope = signed.partition("Credential=")[2].partition(",")[0].split("/")
    return scope[3] if len(scope) > 3 else ""
