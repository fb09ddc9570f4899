"""The enrolment report: how many subjects, visits and forms each site has. I/O: the database.

Counts only, so nobody's data is read. The site of the platform's own checks is left out.
"""

import csv
import io
from typing import Any, Final

from services.common.rows import Transaction
from services.common.tokens import Claims

COLUMNS: Final = ("site", "form", "visit", "subjects", "entries")
_MOST_ROWS: Final = 5000


def enrolment(transaction: Transaction, caller: Claims) -> list[dict[str, Any]]:
    """A row for each site, form and visit; a site without entries has one with empty names.

    Who belongs to a site sees that one; who sees all sites sees all but the checks' own.
    """
    rows = transaction.run(
        "SELECT code, coalesce(form, ''), coalesce(visit, ''), count(DISTINCT number), "  # noqa: S608
        "count(DISTINCT (subject_number, form, visit)) FILTER (WHERE form IS NOT NULL) "
        "FROM sites LEFT JOIN subjects ON site_code = code "
        "LEFT JOIN entries ON subject_number = number "
        "WHERE code = :site OR :site = '' AND NOT is_verification "
        f"GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT {_MOST_ROWS}",
        site=caller.site,
    )
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def as_csv(rows: list[dict[str, Any]]) -> str:
    """The report for a spreadsheet."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()
