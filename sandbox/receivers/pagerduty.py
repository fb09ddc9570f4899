"""PagerDuty's side: Events API v2. No I/O.

Source: PagerDuty's developer documentation, "Events API v2": 202 and the `dedup_key`; 400 with the
errors; 429 for too many events; an event is 512 KB at most, its summary 1,024 characters.
"""

import json
from typing import Any

from sandbox.receivers.inbox import Arrival, Inbox, Service, Trouble
from sandbox.receivers.web import Answer, Request


class PagerDuty:
    """A service with one integration.

    Attributes:
        alerts: key of each alert -> how it stands.

    Args:
        inbox: where events go.
        routing_keys: those that it knows; None takes any.
    """

    service: Service = "pagerduty"

    def __init__(self, inbox: Inbox, routing_keys: frozenset[str] | None = None) -> None:
        self.alerts: dict[str, str] = {}
        self._inbox = inbox
        self._keys = routing_keys

    def refusal(self, trouble: Trouble) -> Any:
        """The body of an answer that is no success."""
        return {"status": "error", "message": f"{trouble.status}", "errors": ["not taken"]}

    def answer(self, request: Request) -> Answer:
        """Take an event, or say why not."""
        event = request.body
        faults = self._faults(request, event)
        if faults:
            invalid = {"status": "invalid event", "message": "Event object is invalid"}
            return Answer(400, {**invalid, "errors": faults})
        action, key = event["event_action"], event["dedup_key"]
        if action == "trigger" or key in self.alerts:
            self.alerts[key] = {"trigger": "triggered"}.get(action, f"{action}d")
        summary = event.get("payload", {}).get("summary", "")
        self._inbox.take(Arrival("pagerduty", f"{action}  {key}  {summary}".rstrip(), event))
        return Answer(202, {"status": "success", "message": "Event processed", "dedup_key": key})

    def _faults(self, request: Request, event: dict[str, Any]) -> list[str]:
        faults = []
        if request.path != "/v2/enqueue":
            faults.append("no such path")
        if self._keys is not None and event.get("routing_key") not in self._keys:
            faults.append("'routing_key' is unknown")
        if not 0 < len(event.get("dedup_key", "")) <= 255:
            faults.append("'dedup_key' is missing or too long")
        if len(json.dumps(event)) > 512 * 1024:
            faults.append("the event is too large")
        payload = event.get("payload", {})
        if event.get("event_action") == "trigger" and not (
            0 < len(payload.get("summary", "")) <= 1024
            and payload.get("source")
            and payload.get("severity") in {"critical", "error", "warning", "info"}
        ):
            faults.append("'payload' is incomplete")
        return faults
