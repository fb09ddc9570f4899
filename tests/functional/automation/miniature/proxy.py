"""A proxy on loopback between a run and AWS: counts what changes something, and lets one call fail.

Nothing in the run knows of it: it finds the proxy as it would find AWS, by AWS_ENDPOINT_URL.
"""

import os
import signal
import socket
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import urlsplit

from tests.functional.automation.miniature.faults import Fault, Refusal, denied, throttled

ANSWER_SECONDS: Final = 60.0
_READS: Final = ("Get", "Query", "Scan", "Describe", "List", "BatchGet", "TransactGet")
_NEVER_CHANGING: Final = frozenset({"sts", "monitoring"})
_PER_CONNECTION: Final = frozenset({"connection", "transfer-encoding", "content-length", "expect"})


@dataclass(frozen=True)
class Call:
    """A call that changes something; its further attempts are the same call."""

    service: str
    operation: str
    attempt_of: str

    def __str__(self) -> str:
        return f"{self.service} {self.operation}"


@dataclass
class Plan:
    """The fault that is to come.

    Attributes:
        at: which call, the first is 0.
        victim: process id of the run, where the fault ends it.
    """

    at: int
    fault: Fault
    victim: Future[int]
    struck: Call | None = None


@dataclass
class _Record:
    calls: list[Call] = field(default_factory=list)
    reads: int = 0
    connections: int = 0
    plan: Plan | None = None


class Proxy:
    """Listens on a free port until it is closed."""

    def __init__(self, upstream: str) -> None:
        self.upstream = urlsplit(upstream)
        self._record = _Record()
        self._changed = threading.Condition()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.proxy = self
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def endpoint(self) -> str:
        """Its URL."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def calls(self) -> list[Call]:
        """The calls that changed something, or would have, in the order of their arrival."""
        return list(self._record.calls)

    @property
    def reads(self) -> int:
        """How many requests changed nothing."""
        return self._record.reads

    def begin(self, plan: Plan | None = None) -> None:
        """Begin a new record, with a fault to come or with none."""
        with self._changed:
            self._record.calls, self._record.reads, self._record.plan = [], 0, plan

    def wait_until_quiet(self) -> None:
        """Wait until all that an ended process had sent is answered.

        Connections are accepted in their order, so one of our own comes after all of its.
        """
        with socket.create_connection(("127.0.0.1", self._server.server_port)) as own:
            own.sendall(b"GET /quiet HTTP/1.0\r\n\r\n")
            own.recv(1)
        with self._changed:
            if not self._changed.wait_for(lambda: self._record.connections == 0, ANSWER_SECONDS):
                raise TimeoutError(f"{self._record.connections} connections stay open")

    def close(self) -> None:
        """Listen no longer."""
        self._server.shutdown()
        self._server.server_close()

    def opened(self, number: int) -> None:
        """Count connections, for the handler."""
        with self._changed:
            self._record.connections += number
            self._changed.notify_all()

    def strike(self, call: Call | None) -> Fault | None:
        """Record a request and tell what is to happen to it, for the handler.

        Args:
            call: the call that it is an attempt of; None if it changes nothing.
        """
        with self._changed:
            if call is None:
                self._record.reads += 1
                return None
            again = call in self._record.calls
            if not again:
                self._record.calls.append(call)
            return self._fault_of(call, again)

    def kill(self) -> None:
        """End the run's process, for the handler."""
        assert self._record.plan is not None
        os.kill(self._record.plan.victim.result(ANSWER_SECONDS), signal.SIGKILL)

    def _fault_of(self, call: Call, again: bool) -> Fault | None:
        plan = self._record.plan
        if plan is None:
            return None
        if again and call == plan.struck:
            if plan.fault is Fault.ANSWER_LOST_THEN_REFUSED:
                return Fault.REFUSED
            return plan.fault if plan.fault is Fault.EVERY_ANSWER_LOST else None
        if not again and len(self._record.calls) == plan.at + 1:
            plan.struck = call
            return plan.fault
        return None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    proxy: Proxy


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.proxy.opened(1)
        upstream = self.server.proxy.upstream
        self._upstream = HTTPConnection(upstream.hostname or "", upstream.port)

    def finish(self) -> None:
        try:
            super().finish()
        except ConnectionError:
            pass
        finally:
            self._upstream.close()
            self.server.proxy.opened(-1)

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            """The process at the other end is gone."""

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/quiet":
            self._answer(204, {}, b"")
            self.close_connection = True
            return
        service = _service(self.headers.get("Authorization", ""))
        call = self._call(service)
        fault = self.server.proxy.strike(call)
        if fault is None:
            self._forward(body)
            return
        self._fail(fault, service, body)

    def _fail(self, fault: Fault, service: str, body: bytes) -> None:
        if fault.reaches_aws:
            self._ask(body).read()
        if fault is Fault.REFUSED:
            self._refuse(denied(service))
        elif fault is Fault.THROTTLED:
            self._refuse(throttled(service))
        else:
            if fault in {Fault.KILLED_BEFORE, Fault.KILLED_AFTER}:
                self.server.proxy.kill()
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

    def _call(self, service: str) -> Call | None:
        target = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        reads = target.startswith(_READS) if target else self.command in {"GET", "HEAD"}
        if reads or service in _NEVER_CHANGING:
            return None
        operation = target or f"{self.command} {self.path}"
        return Call(service, operation, self.headers.get("amz-sdk-invocation-id", ""))

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do_PATCH = _pass_on

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


def _service(authorization: str) -> str:
    """The service in a signature's scope: `Credential=KEY/20260302/us-east-1/s3/aws4_request`."""
    scope = authorization.partition("Credential=")[2].partition(",")[0].split("/")
    return scope[3] if len(scope) > 3 else ""
