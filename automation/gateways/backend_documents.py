"""Reading what the engine writes into its backends: locks, history, checkpoints. No I/O.

Facts were read from the files of engine 3.259.0; see docs/architecture.md.
"""

import gzip
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from automation.core.stack_lock import StackLock
from automation.core.stack_update import Update

_GZIP_MAGIC: Final = b"\x1f\x8b"


def load(content: bytes) -> dict[str, Any]:
    """A file of a backend, packed or not (`PULUMI_DIY_BACKEND_GZIP`)."""
    text = gzip.decompress(content) if content.startswith(_GZIP_MAGIC) else content
    return dict(json.loads(text))


def lock_from(place: str, content: bytes) -> StackLock:
    """A lock file. One that can't be read is a lock all the same, of an unknown owner."""
    try:
        told = load(content)
        return StackLock(
            user=told.get("username") or None,
            host=told.get("hostname") or None,
            pid=told.get("pid") or None,
            since=_moment(told.get("timestamp")),
            place=place,
        )
    except (ValueError, TypeError, EOFError, OSError):
        return StackLock(place=place)


def update_from(number: int, place: str, told: Mapping[str, Any]) -> Update:
    """One entry of the history, from the backend's file or from `pulumi stack history --json`."""
    environment = told.get("environment") or {}
    started = _moment(told.get("startTime"))
    return Update(
        number=number,
        place=place,
        commit=environment.get("git.head") or None,
        dirty=environment.get("git.dirty") == "true",
        kind=str(told.get("kind") or "update"),
        result=str(told.get("result") or "in-progress"),
        message=str(told.get("message") or ""),
        started_at=started or datetime.fromtimestamp(0, UTC),
        ended_at=_moment(told.get("endTime")),
        changes={str(k): int(v) for k, v in (told.get("resourceChanges") or {}).items()},
    )


def deployment_from(checkpoint: Mapping[str, Any]) -> dict[str, Any]:
    """A checkpoint in the form that `pulumi stack import` takes; its secrets stay encrypted."""
    deployment = dict(checkpoint)
    latest = deployment.pop("checkpoint").get("latest")
    return {**deployment, "deployment": latest or {}}


def _moment(told: Any) -> datetime | None:
    """A time in UTC: seconds in the backend's files, text from the command line.

    Some of the engine's texts have no zone; they are UTC.
    """
    if not told:
        return None
    if isinstance(told, int | float):
        return datetime.fromtimestamp(told, UTC)
    text = str(told)
    digits = text[19:].lstrip(".0123456789")
    moment = datetime.fromisoformat(text[:19] + digits.replace("Z", "+00:00"))
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
