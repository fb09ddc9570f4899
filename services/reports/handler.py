"""Service `reports`: figures made from the tables when they are asked for."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from services.common.database import transaction
from services.common.http import Answer, Request, answer, text_answer
from services.common.refusals import BadRequestError
from services.common.service import Service
from services.common.tokens import Claims
from services.reports.enrolment import as_csv, enrolment


def _enrolment(request: Request, caller: Claims) -> Answer:
    form = request.query.get("format", "json")
    if form not in ("json", "csv"):
        raise BadRequestError("format is json or csv")
    with transaction() as work:
        rows = enrolment(work, caller)
    if form == "csv":
        return text_answer(HTTPStatus.OK, as_csv(rows), "text/csv; charset=utf-8")
    return answer(HTTPStatus.OK, {"report": "enrolment", "rows": rows})


SERVICE = Service("reports", "/api/reports", protected={"GET /enrolment": _enrolment})


def handle(event: Mapping[str, Any], _context: object) -> Answer:
    """Lambda's entry point."""
    return SERVICE.handle(event)
