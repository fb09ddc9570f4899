"""The audit log: who read or wrote what, in the transaction of the reading or writing itself.

I/O: the database, through the transaction that is handed in.
"""

import hashlib
import json
from typing import Any, Literal

from services.common.rows import Transaction
from services.common.tokens import Claims

Action = Literal["read", "write"]


def record(
    transaction: Transaction,
    caller: Claims,
    action: Action,
    resource: str,
    *,
    before: Any = None,
    after: Any = None,
) -> None:
    """Add a line. If it can't be written, nothing of the transaction is done.

    Args:
        transaction: of what is recorded.
        caller: who.
        action: what was done.
        resource: to what, as a path below `/api`.
        before: what it was, if it was; only its digest is kept.
        after: what it is, or what was shown; only its digest is kept.
    """
    transaction.run(
        "INSERT INTO audit_log (actor, action, resource, before_digest, after_digest) "
        "VALUES (:actor, :action, :resource, :before, :after)",
        actor=caller.subject,
        action=action,
        resource=resource,
        before=digest(before),
        after=digest(after),
    )


def digest(value: Any) -> str | None:
    """SHA-256 of a value as JSON with sorted keys; None of None."""
    if value is None:
        return None
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
