"""Sends requests at a steady rate. I/O: HTTP to loopback; a bounded number of threads.

The rate does not wait for answers, as users don't, until every thread waits for one: then what is
due is sent as soon as one is free.
"""

import ipaddress
import threading
import time
from collections.abc import Sequence
from itertools import count
from types import TracebackType
from typing import Final
from urllib.parse import urlsplit

import urllib3

from sandbox.errors import SandboxError
from sandbox.load.tally import NO_ANSWER, Tally

AT_ONCE: Final = 16
MOST_A_SECOND: Final = 200
MOST_REQUESTS: Final = 200_000
ANSWER_SECONDS: Final = 30.0


class LoadError(SandboxError):
    """A load that is not to be made."""


class Load:
    """A context in which requests are sent."""

    def __init__(self, url: str, rps: float, seconds: float, paths: Sequence[str]) -> None:
        """Prepare.

        Args:
            url: of a gateway on loopback.
            rps: requests a second.
            seconds: how long at most.
            paths: asked for in turn, each beginning with `/`.

        Raises:
            LoadError: it would leave this machine, or be more than is reasonable.
        """
        _check(url, rps, seconds, paths)
        self._url = url
        self._rps = rps
        self._paths = tuple(paths)
        self._last = int(rps * seconds)
        self._tickets = count()
        self._lock = threading.Lock()
        self._tally = Tally()
        self._ended = threading.Event()
        self._http = urllib3.PoolManager(maxsize=AT_ONCE, retries=False, timeout=ANSWER_SECONDS)
        self._threads = [threading.Thread(target=self._send, daemon=True) for _ in range(AT_ONCE)]
        self._began = 0.0

    def __enter__(self) -> "Load":
        """Begin."""
        self._began = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Send no more, and wait for the answers to what was sent."""
        self._ended.set()
        self.wait()

    @property
    def tally(self) -> Tally:
        """What came until now."""
        with self._lock:
            return self._tally.copy()

    @property
    def is_over(self) -> bool:
        """Whether all was sent and answered."""
        return not any(thread.is_alive() for thread in self._threads)

    def wait(self) -> None:
        """Until all was sent and answered."""
        for thread in self._threads:
            thread.join()

    def _send(self) -> None:
        while True:
            with self._lock:
                ticket = next(self._tickets)
            due = self._began + ticket / self._rps
            if ticket >= self._last or self._ended.wait(max(0.0, due - time.monotonic())):
                return
            began = time.monotonic()
            status = self._ask(self._paths[ticket % len(self._paths)])
            with self._lock:
                self._tally.add(status, time.monotonic() - began)

    def _ask(self, path: str) -> int:
        try:
            return int(self._http.request("GET", self._url + path, redirect=False).status)
        except urllib3.exceptions.HTTPError:
            return NO_ANSWER


def _check(url: str, rps: float, seconds: float, paths: Sequence[str]) -> None:
    host = urlsplit(url).hostname or ""
    try:
        is_here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_here = False
    if not is_here:
        raise LoadError(f"{url} is not on this machine: load is made for the sandbox only.")
    strange = [path for path in paths if not path.startswith("/")]
    if strange or not paths:
        raise LoadError(f"A path begins with /: {', '.join(strange) or 'none was given'}")
    if not 0 < rps <= MOST_A_SECOND:
        raise LoadError(f"{rps:g} requests a second: from more than 0 to {MOST_A_SECOND} can be.")
    if not 0 < rps * seconds <= MOST_REQUESTS:
        raise LoadError(
            f"{rps * seconds:.0f} requests in all: up to {MOST_REQUESTS} can be. "
            "Make it shorter: --for 2m"
        )
