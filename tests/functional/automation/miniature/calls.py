"""Which requests to AWS change something, read from their method, path, headers and body. Pure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Any, Final

_READS: Final = ("Get", "Query", "Scan", "Describe", "List", "BatchGet", "TransactGet", "Filter")
_ITEM_ACTIONS: Final = {
    "Put": "PutItem",
    "Delete": "DeleteItem",
    "Update": "UpdateItem",
    "ConditionCheck": "ConditionCheckItem",
}
# The operation is in the body of their requests; the tool only reads there.
_NEVER_CHANGING: Final = frozenset({"sts", "monitoring", "ec2"})


@dataclass(frozen=True)
class Call:
    """A call that changes something; its further attempts are the same call.

    Attributes:
        parts: DynamoDB's actions that it consists of, each with its item's partition key.
    """

    service: str
    operation: str
    attempt_of: str
    parts: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.service} {self.operation}"


def call_of(method: str, path: str, headers: Message, body: bytes) -> Call | None:
    """The call that a request is an attempt of; None if it changes nothing."""
    service, target = service_of(headers), headers.get("X-Amz-Target", "").rpartition(".")[2]
    reads = target.startswith(_READS) if target else method in {"GET", "HEAD"}
    if reads or service in _NEVER_CHANGING:
        return None
    parts = tuple(_parts(target, json.loads(body))) if service == "dynamodb" else ()
    attempt_of = headers.get("amz-sdk-invocation-id", "")
    return Call(service, target or f"{method} {path}", attempt_of, parts)


def service_of(headers: Message) -> str:
    """The service in a signature's scope: `Credential=KEY/20260302/us-east-1/s3/aws4_request`."""
    signed = headers.get("Authorization", "")
    scope = signed.partition("Credential=")[2].partition(",")[0].split("/")
    return scope[3] if len(scope) > 3 else ""


def _parts(target: str, document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """A transaction is judged part by part, each as the operation of its own.

    Source: DynamoDB developer guide, "Using IAM with DynamoDB transactions".
    """
    for item in document.get("TransactItems", ()):
        for kind, part in item.items():
            yield from _parts(_ITEM_ACTIONS[kind], part)
    if target in _ITEM_ACTIONS.values():
        yield f"dynamodb:{target}", (document.get("Item") or document["Key"])["pk"]["S"]
