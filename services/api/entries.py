"""Entries: what a form says about a subject at a visit. I/O: the database.

A correction is the next version, and names the one that it corrects: who did not see the latest
one can't overwrite it.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from services.api.subjects import find_subject
from services.common.audit_log import record
from services.common.callers import insist_on_entering
from services.common.refusals import ConflictError
from services.common.rows import Transaction
from services.common.timestamps import shown
from services.common.tokens import Claims
from services.common.validation import Answers

PAGE: Final = 200
_COLUMNS: Final = "form, visit, version, answers, entered_at, entered_by"
_SAME: Final = "subject_number = :number AND form = :form AND visit = :visit"


@dataclass(frozen=True)
class NewEntry:
    """What is entered.

    Attributes:
        version: the version that is corrected; 0 for a first entry.
    """

    form: str
    visit: str
    version: int
    values: Answers


def enter(transaction: Transaction, caller: Claims, number: str, new: NewEntry) -> dict[str, Any]:
    """Write an entry.

    Raises:
        BadRequestError: the caller sees no such subject.
        ConflictError: another version is the latest one by now.
        ForbiddenError: the caller enters no data.
    """
    insist_on_entering(caller)
    find_subject(transaction, caller, number)
    place = {"number": number, "form": new.form, "visit": new.visit}
    before = _latest(transaction, place)
    rows = transaction.run(
        "INSERT INTO entries (subject_number, form, visit, version, answers, entered_by) "  # noqa: S608
        "SELECT :number, :form, :visit, :next, CAST(:answers AS jsonb), :by "
        f"WHERE :version = (SELECT coalesce(max(version), 0) FROM entries WHERE {_SAME}) "
        f"ON CONFLICT DO NOTHING RETURNING {_COLUMNS}",
        **place,
        next=new.version + 1,
        version=new.version,
        answers=json.dumps(new.values),
        by=caller.subject,
    )
    if not rows:
        latest = before["version"] if before else 0
        raise ConflictError(f"Version {new.version} is not the latest one ({latest}): read again.")
    entry = _document(rows[0])
    resource = f"subjects/{number}/entries/{new.form}/{new.visit}"
    record(transaction, caller, "write", resource, before=before, after=entry)
    return entry


def list_entries(
    transaction: Transaction, caller: Claims, number: str, visit: str
) -> list[dict[str, Any]]:
    """The latest version of each entry about a subject.

    Args:
        transaction: of the reading and its record.
        caller: who asks.
        number: the subject's.
        visit: only this one; empty for all.

    Raises:
        BadRequestError: the caller sees no such subject.
    """
    find_subject(transaction, caller, number)
    rows = transaction.run(
        f"SELECT DISTINCT ON (form, visit) {_COLUMNS} FROM entries "  # noqa: S608
        "WHERE subject_number = :number AND (visit = :visit OR :visit = '') "
        f"ORDER BY form, visit, version DESC LIMIT {PAGE}",
        number=number,
        visit=visit,
    )
    entries = [_document(row) for row in rows]
    resource = f"subjects/{number}/entries" + (f"/*/{visit}" if visit else "")
    record(transaction, caller, "read", resource, after=entries)
    return entries


def _latest(transaction: Transaction, place: dict[str, str]) -> dict[str, Any] | None:
    rows = transaction.run(
        f"SELECT {_COLUMNS} FROM entries WHERE {_SAME} ORDER BY version DESC LIMIT 1",  # noqa: S608
        **place,
    )
    return _document(rows[0]) if rows else None


def _document(row: list[Any]) -> dict[str, Any]:
    form, visit, version, values, entered_at, entered_by = row
    return {
        "form": form,
        "visit": visit,
        "version": version,
        "values": values,
        "entered_at": shown(entered_at),
        "entered_by": entered_by,
    }
