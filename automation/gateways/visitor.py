"""A user of the platform, at its public address. I/O: HTTP."""

import json
import time
from collections.abc import Mapping
from typing import Any

import urllib3

from automation.core.readings import Reply
from automation.gateways.site import TIMEOUT_SECONDS


class VisitorGateway:
    """Asks for JSON and tells how long it took; a token goes into no message and no log."""

    def __init__(self, url: str, *, timeout: float = TIMEOUT_SECONDS) -> None:
        """Args:
        url: address, with or without a slash at its end.
        timeout: seconds for a whole answer.
        """
        self.url = url.rstrip("/")
        self._http = urllib3.PoolManager(
            timeout=urllib3.Timeout(total=timeout), retries=False, maxsize=16
        )

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        token: str | None = None,
    ) -> Reply:
        """One request; what went wrong on the way is an answer with status 0."""
        headers = {"accept": "application/json"}
        if body is not None:
            headers["content-type"] = "application/json"
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        sent = None if body is None else json.dumps(body).encode()
        began = time.monotonic()
        try:
            got = self._http.request(
                method, self.url + path, body=sent, headers=headers, redirect=False
            )
        except urllib3.exceptions.HTTPError as error:
            told = f"no answer ({type(error).__name__})"
            return Reply(0, {}, told, {}, time.monotonic() - began)
        return Reply(
            status=got.status,
            document=_object(got.data),
            text=got.data.decode(errors="replace"),
            headers={name.lower(): value for name, value in got.headers.items()},
            seconds=time.monotonic() - began,
        )


def _object(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
