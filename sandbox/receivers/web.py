"""An HTTP server on loopback that answers for one service. I/O: one socket."""

import json
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Protocol
from urllib.parse import parse_qs, urlsplit

from sandbox.receivers.inbox import Inbox, Service, Trouble

_POLL_SECONDS: Final = 0.05


@dataclass(frozen=True)
class Request:
    """What was asked.

    Attributes:
        body: the JSON document, or the form's fields.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the service says; text is said as it is, all else as JSON."""

    status: int
    body: Any


class Speaks(Protocol):
    """What a service does with a request."""

    service: Service

    def refusal(self, trouble: Trouble) -> Any: ...
    def answer(self, request: Request) -> Answer: ...


class WebReceiver:
    """A service on a free port, until it is closed.

    Args:
        speaks: the service's protocol.
        inbox: what says how messages are met.
    """

    def __init__(self, speaks: Speaks, inbox: Inbox, port: int = 0) -> None:
        handler = type("Handler", (_Handler,), {"speaks": speaks, "inbox": inbox})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        threading.Thread(
            target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True
        ).start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    speaks: Speaks
    inbox: Inbox
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._respond(Trouble())

    def do_POST(self) -> None:
        self._respond(self.inbox.trouble(self.speaks.service))

    def do_PATCH(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
        """Nothing: what arrives is told by the inbox."""

    def _respond(self, trouble: Trouble | None) -> None:
        request = self._request()
        trouble = trouble or Trouble()
        time.sleep(trouble.seconds)
        if trouble.status != 200:
            self._say(trouble.status, self.speaks.refusal(trouble), trouble.retry_after)
            return
        answer = self.speaks.answer(request)
        if trouble.answer_lost:
            self.close_connection = True
            return
        self._say(answer.status, answer.body if trouble.text is None else trouble.text)

    def _request(self) -> Request:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        path = urlsplit(self.path).path
        return Request(self.command, path, dict(self.headers.items()), self._document(raw))

    def _document(self, raw: str) -> dict[str, Any]:
        if not raw:
            return {}
        if "json" in (self.headers.get("Content-Type") or ""):
            document: dict[str, Any] = json.loads(raw)
            return document
        return {name: values[0] for name, values in parse_qs(raw).items()}

    def _say(self, status: int, body: Any, retry_after: str | None = None) -> None:
        is_text = isinstance(body, str)
        content = (body if is_text else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain" if is_text else "application/json")
        self.send_header("Content-Length", str(len(content)))
        if retry_after is not None:
            self.send_header("Retry-After", retry_after)
        with suppress(ConnectionError):  # a client that waited no longer
            self.end_headers()
            self.wfile.write(content)
