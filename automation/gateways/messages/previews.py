"""A message as each channel would send it, without sending it. No I/O but the templates."""

# ruff: noqa: PLC0415 - a channel's library is imported when its form is looked at

import json
from typing import Final

from automation.core.parcel import Parcel
from automation.gateways.messages.rendering import as_text

_LINE: Final = "-" * 40


def preview(parcel: Parcel) -> str:
    """The message of a letter, in its place's form."""
    place = parcel.letter.place
    if place == "pagerduty":
        from automation.gateways.channels.pagerduty import event_of

        return _as_json(event_of(parcel))
    if place.startswith("slack"):
        from automation.gateways.channels.slack import body_of as slack_body

        return _as_json(slack_body(parcel.wording))
    if place == "sns":
        from automation.gateways.channels.sns import body_of as sns_body

        body = sns_body(parcel)
        return _as_json(body | {"Message": json.loads(body["Message"])})
    if place == "statuspage":
        from automation.gateways.channels.statuspage import incident_of

        return _as_json(incident_of(parcel))
    return f"Subject: {parcel.wording.subject}\n{_LINE}\n{as_text(parcel.wording)}"


def _as_json(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)
