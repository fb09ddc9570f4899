"""Service `api`: subjects and their entries, and everything below /api that no other answers."""

import os
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from services.api import entries, integrity, subjects
from services.common.database import transaction
from services.common.http import Answer, Request, answer
from services.common.service import Service, about
from services.common.tokens import Claims
from services.common.validation import (
    FORM,
    SUBJECT,
    VISIT,
    answers,
    only,
    text,
    whole_number,
)

_MOST_VERSIONS = 10_000


def _index(_request: Request) -> Answer:
    """The services and where each answers for its health."""
    names = [name for name in os.environ.get("SERVICES", "").split(",") if name]
    prefixes = {name: "/api" if name == "api" else f"/api/{name}" for name in names}
    return answer(
        HTTPStatus.OK,
        {
            **about("api"),
            "environment": os.environ.get("ENVIRONMENT", ""),
            "serves": [
                {"service": name, "path": prefix, "health": f"{prefix}/health"}
                for name, prefix in prefixes.items()
            ],
        },
    )


def _enrol(request: Request, caller: Claims) -> Answer:
    document = request.json_object()
    only(document, "number")
    number = text(document, "number", SUBJECT)
    with transaction() as work:
        return answer(HTTPStatus.CREATED, subjects.enrol(work, caller, number))


def _list_subjects(request: Request, caller: Claims) -> Answer:
    after = text(request.query, "after", SUBJECT) if "after" in request.query else ""
    with transaction() as work:
        found = subjects.list_subjects(work, caller, after)
    return answer(HTTPStatus.OK, {"subjects": found, "more": len(found) == subjects.PAGE})


def _read_subject(request: Request, caller: Claims) -> Answer:
    with transaction() as work:
        return answer(HTTPStatus.OK, subjects.read_subject(work, caller, _number(request)))


def _enter(request: Request, caller: Claims) -> Answer:
    document = request.json_object()
    only(document, "form", "visit", "version", "values")
    new = entries.NewEntry(
        form=text(document, "form", FORM),
        visit=text(document, "visit", VISIT),
        version=whole_number(document, "version", 0, _MOST_VERSIONS),
        values=answers(document, "values"),
    )
    number = _number(request)
    with transaction() as work:
        return answer(HTTPStatus.CREATED, entries.enter(work, caller, number, new))


def _list_entries(request: Request, caller: Claims) -> Answer:
    visit = text(request.query, "visit", VISIT) if "visit" in request.query else ""
    number = _number(request)
    with transaction() as work:
        found = entries.list_entries(work, caller, number, visit)
    return answer(HTTPStatus.OK, {"entries": found, "more": len(found) == entries.PAGE})


def _audit(request: Request, caller: Claims) -> Answer:
    number = _number(request)
    with transaction() as work:
        return answer(HTTPStatus.OK, {"lines": integrity.audit_of(work, caller, number)})


def _integrity(_request: Request, _caller: Claims) -> Answer:
    with transaction() as work:
        return answer(HTTPStatus.OK, integrity.integrity(work))


def _number(request: Request) -> str:
    return text(request.parameters, "number", SUBJECT)


SERVICE = Service(
    "api",
    "/api",
    routes={"GET /": _index},
    protected={
        "GET /subjects": _list_subjects,
        "POST /subjects": _enrol,
        "GET /subjects/{number}": _read_subject,
        "GET /subjects/{number}/entries": _list_entries,
        "POST /subjects/{number}/entries": _enter,
        "GET /subjects/{number}/audit": _audit,
        "GET /integrity": _integrity,
    },
    variables=("SERVICES",),
)


def handle(event: Mapping[str, Any], _context: object) -> Answer:
    """Lambda's entry point."""
    return SERVICE.handle(event)
