"""The platform as somebody's browser meets it. I/O: HTTP.

A page that is answered with 200 can still be blank: a browser refuses a script that is answered as
HTML, which is what the distribution's page for unknown paths makes of a script that is missing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin

import urllib3

HEALTH_PATH: Final = "/api/health"
_TYPES: Final = {"script": "text/javascript", "stylesheet": "text/css"}
_http: Final = urllib3.PoolManager(timeout=urllib3.Timeout(total=10.0), retries=False)


@dataclass(frozen=True)
class Seen:
    """One look.

    Attributes:
        health: HTTP status of the health answer; 0 if nothing answered.
        failing: its checks that failed, with their reasons.
        page: HTTP status of the page.
        broken: files that the page needs and does not get, with what came instead.
    """

    health: int
    failing: tuple[str, ...]
    page: int
    broken: tuple[str, ...]

    @property
    def is_well(self) -> bool:
        """Whether users get what they should."""
        return self.health == 200 and self.page == 200 and not self.failing and not self.broken


def look(url: str) -> Seen:
    """Ask for health and page, and for what the page refers to."""
    health, body, _ = get(url + HEALTH_PATH)
    page, text, _ = get(url + "/")
    broken = _broken(url, text.decode(errors="replace")) if page == 200 else ()
    return Seen(health, _failing(body), page, broken)


def get(url: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes, str]:
    """Status, body and content type; status 0 if nothing answers."""
    try:
        response = _http.request("GET", url, redirect=False, headers=headers)
    except urllib3.exceptions.HTTPError:
        return 0, b"", ""
    content_type = response.headers.get("content-type", "").partition(";")[0]
    return response.status, response.data, content_type


def _failing(body: bytes) -> tuple[str, ...]:
    try:
        checks = json.loads(body)["checks"]
    except (ValueError, KeyError, TypeError):
        return ()
    return tuple(f"{name}: {result}" for name, result in checks.items() if result != "ok")


class _References(HTMLParser):
    """Collects scripts and style sheets of a page: address -> content type that it must have."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a browser would load and insist on."""
        given = dict(attrs)
        if tag == "script" and given.get("src"):
            self.found[str(given["src"])] = _TYPES["script"]
        if tag == "link" and given.get("rel") == "stylesheet":
            self.found[str(given.get("href"))] = _TYPES["stylesheet"]


def _broken(url: str, text: str) -> tuple[str, ...]:
    references = _References()
    references.feed(text)
    found = []
    for address, wanted in references.found.items():
        status, _, content_type = get(urljoin(url + "/", address))
        if status != 200 or content_type != wanted:
            found.append(f"{address} ({status} {content_type})")
    return tuple(found)
