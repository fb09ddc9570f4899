"""PagerDuty, by its Events API v2. I/O: one call a message.

Source: PagerDuty's developer documentation, "Events API v2": summary of 1,024 characters, an event
of 512 KB; events with one `dedup_key` belong to one alert, so that one sent twice pages once.
"""

import hashlib
from typing import Any, Final

from pagerduty import EventsApiV2Client
from pagerduty.errors import Error, HttpError, ServerHttpError

from automation.core.cutting import cut, cut_lines
from automation.core.notice import NoticeKind, Severity
from automation.core.outbox import DeliveryError
from automation.core.parcel import Parcel, Receipt
from automation.core.wording import Wording
from automation.gateways.channels import addresses, quiet
from automation.gateways.channels.answers import nonsense, refusal, silence

_SERVICE: Final = "PagerDuty"
_SUMMARY: Final = 1024
_KEY: Final = 255
# Some 80 lines of 1,000 characters of four bytes at most are below 512 KB.
_LINES: Final = 60
_LINE: Final = 1000
_SECONDS: Final = 10
_SEVERITIES: Final[dict[Severity, str]] = {
    "critical": "critical",
    "high": "error",
    "medium": "warning",
}
_RESOLVING: Final[frozenset[NoticeKind]] = frozenset({"completed", "unlocked"})


class _Client(EventsApiV2Client):
    """The client without its own retries, which would sleep for minutes: the outbox retries."""

    max_network_attempts = 0

    def __init__(self, routing_key: str, stand_in: str | None) -> None:
        super().__init__(routing_key, trust_env=stand_in is None)
        self.retry, self.log = {}, quiet.LOG
        self.timeout = _SECONDS
        self._stand_in = stand_in

    def normalize_url(self, url: str) -> str:
        """The client itself takes no server without TLS, which one of this machine is."""
        return self._stand_in + url if self._stand_in else str(super().normalize_url(url))

    def postprocess(self, response: Any) -> None:
        """Too many requests are the outbox's matter too; the client would wait without end."""
        if response.status_code == 429:
            raise refusal(_SERVICE, 429, response.headers)


class PagerDutyChannel:
    """An alert an incident: triggered, acknowledged, resolved.

    Args:
        routing_key: of the service's integration.
    """

    def __init__(self, routing_key: str) -> None:
        self._key = routing_key
        self._client = _Client(routing_key, addresses.stand_in(addresses.PAGERDUTY))

    def deliver(self, parcel: Parcel) -> Receipt:
        """Send an event; the receipt names the alert.

        Raises:
            DeliveryError: it was not taken.
        """
        try:
            return Receipt(self._send(parcel))
        except HttpError as error:
            raise self._refused(error) from None
        except Error as error:
            raise silence(_SERVICE, error.__cause__ or error) from None

    def _refused(self, error: HttpError) -> DeliveryError:
        """The client raises a server's error for an answer of 200 that it can't read, too."""
        response: Any = error.response
        if isinstance(error, ServerHttpError) and response.status_code < 500:
            return nonsense(_SERVICE)
        said = _said(response)
        return refusal(_SERVICE, response.status_code, response.headers, said, self._key)

    def _send(self, parcel: Parcel) -> str:
        kind, key = parcel.letter.notice.kind, alert_key(parcel.letter.notice.key)
        if kind in _RESOLVING:
            return str(self._client.resolve(key))
        if kind == "acknowledged":
            return str(self._client.acknowledge(key))
        return str(self._client.trigger(dedup_key=key, **event_of(parcel)))


def alert_key(incident: str) -> str:
    """The alert's key; a long one is cut by its digest, since PagerDuty takes 255 characters."""
    if len(incident) <= _KEY:
        return incident
    return hashlib.sha256(incident.encode()).hexdigest()


def event_of(parcel: Parcel) -> dict[str, Any]:
    """An event that triggers, within PagerDuty's limits."""
    notice, wording = parcel.letter.notice, parcel.wording
    return {
        "summary": cut(" ".join(wording.subject.split()), _SUMMARY),
        "source": f"clinical-trial-{notice.environment}",
        "severity": _SEVERITIES[notice.severity],
        "payload": {"timestamp": notice.at.isoformat(), "component": cut(wording.run, _LINE)},
        "custom_details": _details(wording),
    }


def _details(wording: Wording) -> dict[str, Any]:
    facts = {label: cut(text, _LINE) for label, text in (*wording.facts, *wording.closing)}
    details: dict[str, Any] = dict(facts)
    if wording.actions is not None:
        details["Actions Taken"] = list(cut_lines(wording.actions, _LINES, _LINE))
    if wording.next_command:
        details["Next command"] = cut(wording.next_command, _LINE)
    return details


def _said(response: Any) -> str:
    try:
        body = response.json()
    except ValueError:
        return ""
    errors = body.get("errors") if isinstance(body, dict) else None
    return "; ".join(str(each) for each in errors) if isinstance(errors, list) else ""
