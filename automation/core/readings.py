"""What the checks read of AWS and of the platform. Pure data."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What the platform answered a request; status 0 if nothing did.

    Attributes:
        document: the JSON object of the body; empty where there is none.
        headers: by their names in lower case.
        seconds: from sending to the whole answer.
    """

    status: int
    document: dict[str, Any]
    text: str
    headers: dict[str, str]
    seconds: float

    @property
    def said(self) -> str:
        """What a person is told of it."""
        if self.status == 0:
            return self.text
        error = self.document.get("error") or self.document.get("message")
        return f"HTTP {self.status}" + (f" ({error})" if error else "")


@dataclass(frozen=True)
class Traffic:
    """Requests of the last minutes; p95 in milliseconds, None where nobody asked."""

    minutes: int
    requests: float
    failed: float
    p95: float | None


@dataclass(frozen=True)
class AlarmReading:
    """One alarm: its state and since when, and whether anybody is told."""

    name: str
    state: str
    since: datetime
    tells: bool


@dataclass(frozen=True)
class Protection:
    """What stands between the platform and the world.

    Attributes:
        acl_rules: names of the rules of the web ACL in front of the distribution; None if none is.
        open_buckets: buckets whose public access is not blocked entirely.
        plain_http: path patterns of the distribution that are served without TLS.
    """

    acl_rules: tuple[str, ...] | None
    open_buckets: tuple[str, ...]
    plain_http: tuple[str, ...]


@dataclass(frozen=True)
class Backups:
    """How the platform's data could be had back.

    Attributes:
        retention_days: of the cluster; None if the cluster is not there.
        restorable_until: latest point in time that the cluster can be restored to.
        unversioned: buckets that do not keep earlier versions.
        ledger_recovery: whether the ledger can be restored to a point in time.
    """

    retention_days: int | None
    restorable_until: datetime | None
    unversioned: tuple[str, ...] = field(default=())
    ledger_recovery: bool = True
