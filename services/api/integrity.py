"""What can be told about the data as a whole, and who saw or changed what. I/O: the database."""

from typing import Any, Final

from services.api.subjects import find_subject
from services.common.rows import Transaction
from services.common.timestamps import shown
from services.common.tokens import Claims

CHECKED_LINES: Final = 1000
SHOWN_LINES: Final = 100


def integrity(transaction: Transaction) -> dict[str, Any]:
    """The schema's head, and whether the newest lines of the audit log follow from each other."""
    ((head,),) = transaction.run("SELECT coalesce(max(number), 0) FROM schema_migrations")
    ((breaks,),) = transaction.run("SELECT audit_breaks(:lines)", lines=CHECKED_LINES)
    ((lines,),) = transaction.run("SELECT coalesce(max(id), 0) FROM audit_log")
    return {"schema_head": head, "audit_lines": lines, "audit_breaks": breaks}


def audit_of(transaction: Transaction, caller: Claims, number: str) -> list[dict[str, Any]]:
    """The newest lines about a subject, newest first.

    Raises:
        BadRequestError: the caller sees no such subject.
    """
    find_subject(transaction, caller, number)
    rows = transaction.run(
        "SELECT id, at, actor, action, resource, before_digest, after_digest, previous_hash, hash "
        "FROM audit_log WHERE resource = :subject OR starts_with(resource, :below) "
        "ORDER BY id DESC LIMIT :lines",
        lines=SHOWN_LINES,
        subject=f"subjects/{number}",
        below=f"subjects/{number}/",
    )
    names = ("id", "at", "actor", "action", "resource", "before", "after", "previous", "hash")
    return [dict(zip(names, row, strict=True)) | {"at": shown(row[1])} for row in rows]
