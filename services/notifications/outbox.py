"""The outbox: a message is kept before it is published, so that none is lost. I/O: the database.

What could not be published waits, and goes out with the next message that is accepted.
"""

from collections.abc import Callable
from typing import Any, Final

from services.common.refusals import BadRequestError
from services.common.rows import Transaction
from services.common.timestamps import shown
from services.common.tokens import Claims

AT_ONCE: Final = 10
_COLUMNS: Final = "CAST(id AS text), recipient_role, template, accepted_at, published_at"

Publish = Callable[[str, str, str], str]


def accept(transaction: Transaction, caller: Claims, recipient_role: str, template: str) -> str:
    """Keep a message; gives its id."""
    ((identifier,),) = transaction.run(
        "INSERT INTO outbox (recipient_role, template, accepted_from) "
        "VALUES (:recipient_role, :template, :by) RETURNING CAST(id AS text)",
        recipient_role=recipient_role,
        template=template,
        by=caller.subject,
    )
    return str(identifier)


def publish_waiting(transaction: Transaction, publish: Publish) -> None:
    """Publish what waits, the oldest first.

    Should the commit fail, a message is published again: better twice than never.
    """
    waiting = transaction.run(
        "SELECT CAST(id AS text), recipient_role, template FROM outbox WHERE published_at IS NULL "
        "ORDER BY accepted_at LIMIT :most FOR UPDATE SKIP LOCKED",
        most=AT_ONCE,
    )
    for identifier, recipient_role, template in waiting:
        message_id = publish(identifier, recipient_role, template)
        transaction.run(
            "UPDATE outbox SET published_at = now(), message_id = :message_id "
            "WHERE id = CAST(:id AS uuid)",
            message_id=message_id,
            id=identifier,
        )


def read(transaction: Transaction, caller: Claims, identifier: str) -> dict[str, Any]:
    """A message that the caller sent.

    Raises:
        BadRequestError: there is none.
    """
    rows = transaction.run(
        f"SELECT {_COLUMNS} FROM outbox WHERE id = CAST(:id AS uuid) AND accepted_from = :by",  # noqa: S608
        id=identifier,
        by=caller.subject,
    )
    if not rows:
        raise BadRequestError("There is no such message of yours.")
    found, recipient_role, template, accepted_at, published_at = rows[0]
    return {
        "id": found,
        "recipient_role": recipient_role,
        "template": template,
        "status": "published" if published_at else "accepted",
        "accepted_at": shown(accepted_at),
        "published_at": shown(published_at) if published_at else None,
    }
