"""Subjects: patients under a number that says nothing about them. I/O: the database.

A caller of one site sees that site's subjects; those of others are not told from missing ones.
"""

from typing import Any, Final

from services.common.audit_log import record
from services.common.callers import insist_on_entering
from services.common.refusals import BadRequestError, ConflictError
from services.common.rows import Transaction
from services.common.timestamps import shown
from services.common.tokens import Claims

PAGE: Final = 100
_COLUMNS: Final = "number, site_code, enrolled_at, enrolled_by"


def enrol(transaction: Transaction, caller: Claims, number: str) -> dict[str, Any]:
    """Enrol a subject at the caller's site.

    Raises:
        BadRequestError: the number is another site's.
        ConflictError: it is taken.
        ForbiddenError: the caller enters no data.
    """
    site = insist_on_entering(caller)
    if not number.startswith(f"{site}-"):
        raise BadRequestError(f"Numbers of your site begin with {site}-.")
    rows = transaction.run(
        f"INSERT INTO subjects (number, site_code, enrolled_by) VALUES (:number, :site, :by) "  # noqa: S608
        f"ON CONFLICT DO NOTHING RETURNING {_COLUMNS}",
        number=number,
        site=site,
        by=caller.subject,
    )
    if not rows:
        raise ConflictError(f"{number} is enrolled already.")
    subject = _document(rows[0])
    record(transaction, caller, "write", f"subjects/{number}", after=subject)
    return subject


def list_subjects(transaction: Transaction, caller: Claims, after: str) -> list[dict[str, Any]]:
    """A page of the subjects that the caller sees, by number.

    Args:
        transaction: of the reading and its record.
        caller: who asks.
        after: the last number of the page before; empty for the first page.
    """
    rows = transaction.run(
        f"SELECT {_COLUMNS} FROM subjects JOIN sites ON code = site_code "  # noqa: S608
        "WHERE number > :after AND (site_code = :site OR :site = '' AND NOT is_verification) "
        f"ORDER BY number LIMIT {PAGE}",
        after=after,
        site=caller.site,
    )
    subjects = [_document(row) for row in rows]
    record(transaction, caller, "read", "subjects", after=subjects)
    return subjects


def read_subject(transaction: Transaction, caller: Claims, number: str) -> dict[str, Any]:
    """One subject.

    Raises:
        BadRequestError: the caller sees no such subject.
    """
    subject = find_subject(transaction, caller, number)
    record(transaction, caller, "read", f"subjects/{number}", after=subject)
    return subject


def find_subject(transaction: Transaction, caller: Claims, number: str) -> dict[str, Any]:
    """The same for another reading, which is recorded there.

    Raises:
        BadRequestError: the caller sees no such subject.
    """
    rows = transaction.run(
        f"SELECT {_COLUMNS} FROM subjects WHERE number = :number "  # noqa: S608
        "AND (site_code = :site OR :site = '')",
        number=number,
        site=caller.site,
    )
    if not rows:
        raise BadRequestError(f"There is no subject {number} that you may see.")
    return _document(rows[0])


def _document(row: list[Any]) -> dict[str, Any]:
    number, site, enrolled_at, enrolled_by = row
    return {
        "number": number,
        "site": site,
        "enrolled_at": shown(enrolled_at),
        "enrolled_by": enrolled_by,
    }
