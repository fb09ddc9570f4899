"""Service `notifications`: tells the people of the trial that something waits for them.

A message names a role and a template. There is no field for text: no patient's data can get in.
"""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from services.common.database import transaction
from services.common.http import Answer, Request, answer
from services.common.refusals import BadRequestError
from services.common.service import Service
from services.common.tokens import Claims
from services.common.validation import only, text
from services.notifications import outbox
from services.notifications.topic import Topic

RECIPIENTS: Final = ("investigator", "monitor", "data-manager", "verification")
TEMPLATES: Final = ("visit-due", "query-raised", "report-ready", "verification")
_NAME: Final = re.compile(r"[a-z-]{1,40}")
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _accept(request: Request, caller: Claims) -> Answer:
    document = request.json_object()
    only(document, "recipient_role", "template")
    recipient_role = _one_of(document, "recipient_role", RECIPIENTS)
    template = _one_of(document, "template", TEMPLATES)
    with transaction() as work:
        identifier = outbox.accept(work, caller, recipient_role, template)
    _try_to_publish()
    with transaction() as work:
        return answer(HTTPStatus.ACCEPTED, outbox.read(work, caller, identifier))


def _try_to_publish() -> None:
    """The message is kept: that the topic is away now is no reason to refuse it."""
    try:
        with transaction() as work:
            outbox.publish_waiting(work, Topic().publish)
    except (BotoCoreError, ClientError):
        return


def _read(request: Request, caller: Claims) -> Answer:
    identifier = text(request.parameters, "id", _ID)
    with transaction() as work:
        return answer(HTTPStatus.OK, outbox.read(work, caller, identifier))


def _one_of(document: Mapping[str, Any], name: str, choices: tuple[str, ...]) -> str:
    value = text(document, name, _NAME)
    if value not in choices:
        raise BadRequestError(f"{name} is none of {', '.join(choices)}")
    return value


SERVICE = Service(
    "notifications",
    "/api/notifications",
    protected={"POST /": _accept, "GET /{id}": _read},
    variables=("NOTIFICATIONS_TOPIC_ARN",),
)


def handle(event: Mapping[str, Any], _context: object) -> Answer:
    """Lambda's entry point."""
    return SERVICE.handle(event)
