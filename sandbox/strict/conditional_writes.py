"""Conditional writes are one step: of many writers at once exactly one wins. Changes moto.

A lease, an approval or a journal entry is safe only if nobody comes between the look and the write.
moto looks, then writes, in threads that can interleave.

- DynamoDB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
  and transactions, https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
- S3 If-Match and If-None-Match: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
- WAF lock tokens: https://docs.aws.amazon.com/waf/latest/APIReference/API_UpdateWebACL.html
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Final

from moto.dynamodb.models import DynamoDBBackend
from moto.s3.responses import S3Response
from moto.wafv2.models import WAFV2Backend

from sandbox.strict.replacement import surround

_tables: Final = threading.RLock()
_objects: Final = threading.RLock()
_web_acls: Final = threading.RLock()


def install() -> None:
    """Let one writer in at a time."""
    for name in ("put_item", "update_item", "delete_item", "transact_write_items"):
        surround(DynamoDBBackend, name, _one_at_a_time(_tables))
    surround(S3Response, "put_object", put_object)
    surround(WAFV2Backend, "update_web_acl", _one_at_a_time(_web_acls))


def put_object(former: Callable[..., Any], response: S3Response) -> Any:
    """PutObject; only conditional ones wait for each other."""
    if not {"If-Match", "If-None-Match"} & {name.title() for name, _ in response.headers.items()}:
        return former(response)
    with _objects:
        return former(response)


def _one_at_a_time(lock: AbstractContextManager[Any]) -> Callable[..., Any]:
    def method(former: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        with lock:
            return former(*arguments, **named)

    return method
