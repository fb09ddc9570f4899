"""Service `files`: documents of a site, in base64 through the API.

The API takes ten megabytes and Lambda six, headers and the third that base64 adds included
(source: Lambda Developer Guide, "Lambda quotas"); so a file has four mebibytes at most.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from services.common.callers import insist_on_entering
from services.common.database import transaction
from services.common.http import Answer, Request, answer
from services.common.refusals import BadRequestError, ForbiddenError, TooLargeError
from services.common.service import Service
from services.common.tokens import Claims
from services.common.validation import only, text
from services.files import documents
from services.files.store import DocumentStore

LARGEST_FILE: Final = 4 * 1024 * 1024  # bytes
_LONGEST_BODY: Final = LARGEST_FILE * 4 // 3 + 1024
# Those two are where the service answers for itself.
_KEY: Final = re.compile(r"(?!(health|version)$)[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_CONTENT_TYPE: Final = re.compile(r"[a-z]+/[a-z0-9.+-]{1,80}")


def _put(request: Request, caller: Claims) -> Answer:
    site = insist_on_entering(caller)
    upload = _upload(request)
    version = DocumentStore().put(site, upload.key, upload.content, upload.content_type)
    with transaction() as work:
        document = documents.add(work, caller, site, upload, version)
    return answer(HTTPStatus.CREATED, document.shown())


def _get(request: Request, caller: Claims) -> Answer:
    if not caller.site:
        raise ForbiddenError("Only people of a site read its files.")
    key = text(request.parameters, "key", _KEY)
    with transaction() as work:
        document = documents.latest(work, caller, caller.site, key)
    content = DocumentStore().get(caller.site, key, document.object_version)
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise RuntimeError("the bucket holds another content than was uploaded")
    encoded = base64.b64encode(content).decode()
    return answer(HTTPStatus.OK, document.shown() | {"content": encoded})


def _upload(request: Request) -> documents.Upload:
    document = request.json_object(_LONGEST_BODY)
    only(document, "content", "content_type")
    content = _decoded(document.get("content"))
    if len(content) > LARGEST_FILE:
        raise TooLargeError(f"A file has {LARGEST_FILE} bytes at most.")
    return documents.Upload(
        key=text(request.parameters, "key", _KEY),
        content=content,
        content_type=text(document, "content_type", _CONTENT_TYPE),
    )


def _decoded(content: object) -> bytes:
    try:
        decoded = base64.b64decode(str(content or ""), validate=True)
    except (binascii.Error, ValueError):
        raise BadRequestError("content is not base64") from None
    if not decoded:
        raise BadRequestError("content is missing or empty")
    return decoded


SERVICE = Service(
    "files",
    "/api/files",
    protected={"PUT /{key}": _put, "GET /{key}": _get},
    variables=("DOCUMENTS_BUCKET",),
)


def handle(event: Mapping[str, Any], _context: object) -> Answer:
    """Lambda's entry point."""
    return SERVICE.handle(event)
