"""The platform as its users see it. I/O: HTTP."""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from typing import Any, Final

import urllib3

from automation.core.health import Answer

# Procedure, "Health Check Failures": timeout 10 seconds.
TIMEOUT_SECONDS: Final = 10.0
_CHUNK: Final = 65536


class SiteGateway:
    """One environment's public address."""

    def __init__(self, url: str, *, timeout: float = TIMEOUT_SECONDS) -> None:
        """Args:
        url: address, with or without a slash at its end.
        timeout: seconds for a whole answer.
        """
        self.url = url.rstrip("/")
        self._timeout = timeout
        self._http = urllib3.PoolManager(timeout=urllib3.Timeout(total=timeout), retries=False)

    def health(self, path: str) -> Answer:
        """Ask a health path; the body's failing checks are the problem."""
        answer, body = self._get(path)
        if answer.problem and body:
            return Answer(path, answer.status, f"{answer.problem}: {_failing(body)}")
        return answer

    def page(self, path: str) -> Answer:
        """Fetch a page, with the MD5 of its body, which is a single-part object's ETag."""
        answer, body = self._get(path)
        digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
        return Answer(path, answer.status, answer.problem, digest)

    def _get(self, path: str) -> tuple[Answer, bytes]:
        deadline = time.monotonic() + self._timeout
        try:
            response = self._http.request(
                "GET", self.url + path, redirect=False, preload_content=False
            )
            body = b"".join(_chunks(response, deadline))
        except (urllib3.exceptions.HTTPError, TimeoutError) as error:
            return Answer(path, 0, f"no answer ({type(error).__name__})"), b""
        problem = "" if response.status == 200 else f"HTTP {response.status}"
        return Answer(path, response.status, problem), body


def site_url(environment: str, released: str) -> str:
    """Where to ask: an override from the environment, else the address that was released.

    Args:
        environment: `CLINICAL_TRIAL_SITE_URL_<ENVIRONMENT>` overrides, for looking through
            another door than the public one.
        released: the release record's address.
    """
    return os.environ.get(f"CLINICAL_TRIAL_SITE_URL_{environment.upper()}", released)


def _chunks(response: urllib3.BaseHTTPResponse, deadline: float) -> Iterator[bytes]:
    """The body as it comes in. urllib3's own limit is for each piece, however small that is."""
    while chunk := response.read1(_CHUNK):
        yield chunk
        if time.monotonic() > deadline:
            response.close()
            raise TimeoutError
    response.release_conn()


def _failing(body: bytes) -> str:
    try:
        document: Any = json.loads(body)
        checks = document["checks"].items()
    except (ValueError, KeyError, TypeError, AttributeError):
        return body[:120].decode(errors="replace")
    return "; ".join(f"{name}: {result}" for name, result in checks if result != "ok")
