"""The user's request as firewall, distribution and API see it. No I/O."""

from dataclasses import dataclass
from urllib.parse import unquote

from werkzeug.wrappers import Request


@dataclass(frozen=True)
class Viewed:
    """One request; header names in lower case, the path as it was typed, percent-encoded."""

    method: str
    raw_path: str
    query: str
    headers: dict[str, str]
    body: bytes
    source_ip: str

    @property
    def path(self) -> str:
        """The path, decoded."""
        return unquote(self.raw_path)


def view(request: Request) -> Viewed:
    """Read a request."""
    raw = str(request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or request.path)
    return Viewed(
        method=request.method,
        raw_path=raw.partition("?")[0],
        query=request.query_string.decode("latin-1"),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.get_data(),
        source_ip=request.remote_addr or "127.0.0.1",
    )
