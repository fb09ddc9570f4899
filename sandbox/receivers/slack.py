"""Slack's side: `chat.postMessage` and webhooks. No I/O.

Source: Slack's documentation, "chat.postMessage": an error is answered with 200 and `ok: false`;
"Rate limits": too many are answered with 429 and Retry-After; "Incoming webhooks": `ok` as text.
"""

from itertools import count
from typing import Any

from sandbox.receivers.inbox import Arrival, Inbox, Service, Trouble
from sandbox.receivers.web import Answer, Request

_LONGEST = {"header": 150, "section": 3000}


class Slack:
    """A workspace.

    Args:
        inbox: where messages go.
        tokens: those that it knows; None takes any.
        channels: those that there are; None has any.
    """

    service: Service = "slack"

    def __init__(
        self,
        inbox: Inbox,
        tokens: frozenset[str] | None = None,
        channels: frozenset[str] | None = None,
    ) -> None:
        self._inbox = inbox
        self._tokens = tokens
        self._channels = channels
        self._stamps = count(1)

    def refusal(self, trouble: Trouble) -> Any:
        """The body of an answer that is no success."""
        return {"ok": False, "error": "ratelimited" if trouble.status == 429 else "fatal_error"}

    def answer(self, request: Request) -> Answer:
        """Take a message, or say why not."""
        if request.path.startswith("/services/"):
            self._take(request, channel=request.path)
            return Answer(200, "ok")
        if request.path != "/chat.postMessage":
            return Answer(200, {"ok": False, "error": "unknown_method"})
        fault = self._fault(request)
        if fault is not None:
            return Answer(200, {"ok": False, "error": fault})
        stamp = f"1700000000.{next(self._stamps):06}"
        self._take(request, channel=str(request.body["channel"]), ts=stamp)
        return Answer(200, {"ok": True, "ts": stamp, "channel": request.body["channel"]})

    def _fault(self, request: Request) -> str | None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self._tokens is not None and token not in self._tokens:
            return "invalid_auth"
        if self._channels is not None and request.body.get("channel") not in self._channels:
            return "channel_not_found"
        blocks = request.body.get("blocks", ())
        if len(blocks) > 50 or any(_is_too_long(block) for block in blocks):
            return "invalid_blocks"
        return None

    def _take(self, request: Request, channel: str, ts: str | None = None) -> None:
        where = f"{channel} (thread)" if request.body.get("thread_ts") else channel
        body = {**request.body, "channel": channel, "ts": ts}
        self._inbox.take(Arrival("slack", f"{where}  {request.body.get('text', '')}", body))


def _is_too_long(block: dict[str, Any]) -> bool:
    fields = block.get("fields", ())
    text = block.get("text", {}).get("text", "")
    return (
        len(text) > _LONGEST.get(block["type"], 3000)
        or len(fields) > 10
        or any(len(each["text"]) > 2000 for each in fields)
    )
