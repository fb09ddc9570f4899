"""The public status page, by Statuspage's REST API. I/O: two calls a message.

Source: Statuspage's API documentation, "Incidents"; 60 calls a minute, more are answered with 420
or 429. There is no well-kept client of it; `urllib3` comes with boto3. An incident's metadata tells
which message it had last, so that one sent twice is told once.
"""

import hashlib
import json
from typing import Any, Final

import urllib3

from automation.core.cutting import cut
from automation.core.notice import NoticeKind
from automation.core.notification_settings import StatusPageSettings
from automation.core.parcel import Parcel, Receipt
from automation.gateways.channels import addresses
from automation.gateways.channels.answers import nonsense, refusal, silence
from automation.gateways.messages.rendering import as_text

_SERVICE: Final = "Statuspage"
_API: Final = "https://api.statuspage.io"
_OURS: Final = "clinical-trial"
_NAME: Final = 200
_BODY: Final = 5000
_STATUS: Final[dict[NoticeKind, str]] = {
    "locked-down": "investigating",
    "isolated": "identified",
    "completed": "resolved",
    "unlocked": "resolved",
}


class StatusPageChannel:
    """An incident of the page for each of ours.

    Args:
        settings: which page.
        api_key: of somebody who may change it.
    """

    def __init__(self, settings: StatusPageSettings, api_key: str) -> None:
        base = addresses.stand_in(addresses.STATUSPAGE) or _API
        self._incidents = f"{base}/v1/pages/{settings.page_id}/incidents"
        self._key = api_key
        self._http = urllib3.PoolManager(
            headers={"Authorization": f"OAuth {api_key}", "Content-Type": "application/json"},
            timeout=urllib3.Timeout(connect=5, read=10),
            retries=False,
        )

    def deliver(self, parcel: Parcel) -> Receipt:
        """Open the incident, or bring it up to date; the receipt has its id.

        Raises:
            DeliveryError: it was not taken.
        """
        letter = parcel.letter
        found = self._incident_of(letter.notice.key)
        if found is not None and _told(found).get("message") == name_of(letter.key):
            return Receipt(_id(found))
        body = {"incident": incident_of(parcel)}
        if found is None:
            return Receipt(_id(self._call("POST", self._incidents, body)))
        return Receipt(_id(self._call("PATCH", f"{self._incidents}/{_id(found)}", body)))

    def _incident_of(self, key: str) -> dict[str, Any] | None:
        incidents = self._call("GET", f"{self._incidents}?limit=50")
        if not isinstance(incidents, list):
            raise nonsense(_SERVICE)
        ours = (each for each in incidents if _told(each).get("incident") == name_of(key))
        return next(ours, None)

    def _call(self, method: str, url: str, body: dict[str, Any] | None = None) -> Any:
        content = json.dumps(body) if body is not None else None
        try:
            answer = self._http.request(method, url, body=content)
        except urllib3.exceptions.HTTPError as error:
            raise silence(_SERVICE, error) from None
        if answer.status == 420:
            raise refusal(_SERVICE, 429, answer.headers)
        if not 200 <= answer.status < 300:
            raise refusal(_SERVICE, answer.status, answer.headers, secret=self._key)
        try:
            return answer.json()
        except ValueError:
            raise nonsense(_SERVICE) from None


def incident_of(parcel: Parcel) -> dict[str, Any]:
    """The incident as the message leaves it."""
    letter, notice = parcel.letter, parcel.letter.notice
    return {
        "name": cut(" ".join(parcel.wording.subject.split()), _NAME),
        "status": _STATUS.get(notice.kind, "monitoring"),
        "impact_override": {"critical": "critical", "high": "major"}.get(notice.severity, "minor"),
        "body": cut(as_text(parcel.wording), _BODY),
        "metadata": {_OURS: {"incident": name_of(notice.key), "message": name_of(letter.key)}},
    }


def name_of(key: str) -> str:
    """What the page knows an incident or a message by: no run's name, which is not the public's."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _told(incident: Any) -> dict[str, Any]:
    metadata = incident.get("metadata") if isinstance(incident, dict) else None
    ours = metadata.get(_OURS) if isinstance(metadata, dict) else None
    return ours if isinstance(ours, dict) else {}


def _id(incident: Any) -> str:
    found = incident.get("id") if isinstance(incident, dict) else None
    if not isinstance(found, str):
        raise nonsense(_SERVICE)
    return found
