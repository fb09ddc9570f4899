"""Passes requests on to AWS and answers back, or fails them as it is told. I/O: HTTP."""

import socket
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final, Protocol
from urllib.parse import SplitResult

from tests.functional.automation.miniature.calls import Call, call_of, service_of
from tests.functional.automation.miniature.faults import Fault, Refusal, denied, throttled

_PER_CONNECTION: Final = frozenset({"connection", "transfer-encoding", "content-length", "expect"})


class Judge(Protocol):
    """Who decides what happens to a request.

    Attributes:
        upstream: address of AWS.
    """

    upstream: SplitResult

    def opened(self, number: int) -> None: ...
    def strike(self, call: Call | None) -> Fault | None: ...
    def send_signal(self) -> None: ...


class Relay(ThreadingHTTPServer):
    """Listens on a free port; a thread a connection."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, judge: Judge) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.judge = judge


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Relay

    def setup(self) -> None:
        super().setup()
        self.server.judge.opened(1)
        upstream = self.server.judge.upstream
        self._upstream = HTTPConnection(upstream.hostname or "", upstream.port)

    def finish(self) -> None:
        try:
            super().finish()
        except ConnectionError:
            pass
        finally:
            self._upstream.close()
            self.server.judge.opened(-1)

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            """The process at the other end is gone."""

    def handle_expect_100(self) -> bool:
        going_on = super().handle_expect_100()
        self.wfile.flush()
        return going_on

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/quiet":
            self._answer(204, {}, b"")
            self.close_connection = True
            return
        service = service_of(self.headers)
        call = call_of(self.command, self.path, self.headers, body)
        fault = self.server.judge.strike(call)
        if fault is None:
            self._forward(body)
            return
        self._fail(fault, service, body)

    def _fail(self, fault: Fault, service: str, body: bytes) -> None:
        if fault is Fault.ASKED_TO_STOP:
            self.server.judge.send_signal()
            self._forward(body)
            return
        if fault.reaches_aws:
            self._ask(body).read()
        if fault is Fault.REFUSED:
            self._refuse(denied(service))
        elif fault is Fault.THROTTLED:
            self._refuse(throttled(service))
        else:
            if fault in {Fault.KILLED_BEFORE, Fault.KILLED_AFTER}:
                self.server.judge.send_signal()
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def _forward(self, body: bytes) -> None:
        answer = self._ask(body)
        headers = {n: v for n, v in answer.getheaders() if n.lower() not in _PER_CONNECTION}
        length = answer.getheader("Content-Length")
        self._answer(answer.status, headers, answer.read(), length)

    def _ask(self, body: bytes) -> HTTPResponse:
        headers = {n: v for n, v in self.headers.items() if n.lower() not in _PER_CONNECTION}
        # Always, also for no body: moto takes a POST without a length for an endless one.
        headers["Content-Length"] = str(len(body))
        self._upstream.request(self.command, self.path, body, headers)
        return self._upstream.getresponse()

    def _refuse(self, refusal: Refusal) -> None:
        self._answer(refusal.status, refusal.headers, refusal.body.encode())

    def _answer(
        self, status: int, headers: dict[str, str], body: bytes, length: str | None = None
    ) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        told = length if self.command == "HEAD" and length else str(len(body))
        self.send_header("Content-Length", told)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def do_GET(self) -> None:
        self._pass_on()

    def do_HEAD(self) -> None:
        self._pass_on()

    def do_PUT(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def do_PATCH(self) -> None:
        self._pass_on()

    def do_DELETE(self) -> None:
        self._pass_on()

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""
