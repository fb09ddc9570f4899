"""Statuspage's side: the incidents of one page. No I/O.

Source: Statuspage's API documentation, "Incidents": list, create (201), update; `OAuth` keys.
"""

from typing import Any, Final

from sandbox.receivers.inbox import Arrival, Inbox, Service, Trouble
from sandbox.receivers.web import Answer, Request

_STATUSES: Final = frozenset({"investigating", "identified", "monitoring", "resolved"})


class StatusPage:
    """A page.

    Attributes:
        incidents: the newest first.

    Args:
        inbox: where changes of it go.
        page_id: the only page; None has any.
    """

    service: Service = "statuspage"

    def __init__(self, inbox: Inbox, page_id: str | None = None) -> None:
        self.incidents: list[dict[str, Any]] = []
        self._inbox = inbox
        self._page_id = page_id

    def refusal(self, trouble: Trouble) -> Any:
        """The body of an answer that is no success."""
        return {"error": f"{trouble.status}"}

    def answer(self, request: Request) -> Answer:
        """List incidents, open one, or change one."""
        parts = request.path.strip("/").split("/")
        if parts[:2] != ["v1", "pages"] or parts[3:4] != ["incidents"]:
            return Answer(404, {"error": "Not found"})
        if self._page_id is not None and parts[2] != self._page_id:
            return Answer(404, {"error": "Not found"})
        if not request.headers.get("Authorization", "").startswith("OAuth "):
            return Answer(401, {"error": "Could not authenticate"})
        if request.method == "GET":
            return Answer(200, self.incidents[:50])
        return self._write(request, parts[4] if len(parts) > 4 else None)

    def _write(self, request: Request, incident_id: str | None) -> Answer:
        told = request.body.get("incident", {})
        if told.get("status") not in _STATUSES or not told.get("name"):
            return Answer(422, {"error": ["incident is invalid"]})
        found = next((each for each in self.incidents if each["id"] == incident_id), None)
        if incident_id is not None and found is None:
            return Answer(404, {"error": "Not found"})
        if found is None:
            found = {"id": f"incident{len(self.incidents) + 1}"}
            self.incidents.insert(0, found)
        found.update(told)
        self._inbox.take(Arrival("statuspage", f"{told['status']}  {told['name']}", dict(found)))
        return Answer(200 if incident_id else 201, found)
