"""A proxy on loopback between a run and AWS: counts what changes something, and lets one call fail.

Nothing in the run knows of it: it finds the proxy as it would find AWS, by AWS_ENDPOINT_URL.
"""

import os
import signal
import socket
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from tests.functional.automation.miniature.calls import Call
from tests.functional.automation.miniature.faults import Fault
from tests.functional.automation.miniature.relay import Relay

ANSWER_SECONDS: Final = 60.0


@dataclass
class Plan:
    """The fault that is to come.

    Attributes:
        at: which call, the first is 0.
        victim: process id of the run, for faults that send it a signal.
        number: of the signal.
    """

    at: int
    fault: Fault
    victim: Future[int]
    number: signal.Signals = signal.SIGKILL
    struck: Call | None = None


@dataclass
class _Record:
    calls: list[Call] = field(default_factory=list)
    reads: int = 0
    connections: int = 0
    plan: Plan | None = None
    refused: str | None = None


class Proxy:
    """Listens on a free port until it is closed."""

    def __init__(self, upstream: str) -> None:
        self.upstream = urlsplit(upstream)
        self._record = _Record()
        self._changed = threading.Condition()
        self._server = Relay(self)
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
            self._record.refused = None

    def refuse(self, service: str) -> None:
        """Begin a new record, in which a service refuses each call that changes something."""
        with self._changed:
            self.begin()
            self._record.refused = service

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
            if call.service == self._record.refused:
                return Fault.REFUSED
            return self._fault_of(call, again)

    def send_signal(self) -> None:
        """Send the run's process the plan's signal, for the handler."""
        plan = self._record.plan
        assert plan is not None
        os.kill(plan.victim.result(ANSWER_SECONDS), plan.number)

    def _fault_of(self, call: Call, again: bool) -> Fault | None:
        plan = self._record.plan
        if plan is None:
            return None
        if again and call == plan.struck and plan.fault is Fault.EVERY_ANSWER_LOST:
            return plan.fault
        if not again and len(self._record.calls) == plan.at + 1:
            plan.struck = call
            return plan.fault
        return None
