"""What a lock-down touches, in memory: doors, their records, the locked bucket, notices.

Each fault of `Calls` strikes here as it does elsewhere.
"""

import json
import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from automation.core import throttle
from automation.core.doors import API, FIREWALL, DoorMovedError, Seen, closed_acl, text_of
from automation.core.errors import BusyError
from automation.core.evidence import Kept, sha256_of
from automation.core.lockdown import Closing
from automation.core.notice import Notice
from tests.unit.automation.fakes.calls import Calls, aws_error

T = TypeVar("T")


class FakeDoor:
    """A door whose writes name the token of their reading, as the firewall's do."""

    def __init__(self, calls: Calls, part: str, configuration: str) -> None:
        self.part = part
        self.resource = f"the {part}"
        self.configuration = configuration
        self._calls = calls
        self._token = 0
        self._refuses_reads = False
        self._between: Callable[[], object] | None = None
        self._after_opening: Callable[[], object] | None = None

    def declare_changed(self, configuration: str) -> None:
        """Somebody else changes it."""
        self.configuration = configuration
        self._token += 1

    def declare_unreadable(self) -> None:
        """It can't be read any more."""
        self._refuses_reads = True

    def declare_after_reading(self, happening: Callable[[], object]) -> None:
        """What somebody else does once, right after a reading."""
        self._between = happening

    def declare_after_opening(self, happening: Callable[[], object]) -> None:
        """What somebody else does once, right after it was opened."""
        self._after_opening = happening

    def read(self) -> Seen:
        if self._refuses_reads:
            raise aws_error("AccessDeniedException", f"read {self.part}")
        seen = Seen(self.configuration, str(self._token))
        happening, self._between = self._between, None
        if happening is not None:
            happening()
        return seen

    def close(self, seen: Seen, former: str) -> None:
        self._write("close", seen, self._closed(seen, former))

    def open(self, seen: Seen, former: str) -> None:
        self._write("open", seen, former)
        happening, self._after_opening = self._after_opening, None
        if happening is not None:
            happening()

    def _closed(self, seen: Seen, former: str) -> str:
        if self.part == FIREWALL:
            return closed_acl(former)
        if self.part == API:
            return text_of(patched(json.loads(seen.configuration)))
        return "0"

    def _write(self, verb: str, seen: Seen, configuration: str) -> None:
        def write() -> None:
            if seen.token != str(self._token):
                raise DoorMovedError
            self.declare_changed(configuration)

        self._calls.mutate(f"{verb} {self.part}", write)


def patched(settings: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Method settings after the patches that close them."""
    return applied(settings, throttle.closing(settings))


def applied(
    settings: Mapping[str, Mapping[str, Any]], patches: tuple[throttle.Patch, ...]
) -> dict[str, dict[str, Any]]:
    """What API Gateway makes of method settings by patches, with its defaults for new ones."""
    named = {path: name for name, path in throttle.PATHS.items()}
    kinds: dict[str, Callable[[str], Any]] = {
        throttle.RATE: float,
        throttle.BURST: int,
        "cacheTtlInSeconds": int,
        "loggingLevel": str,
        "unauthorizedCacheControlHeaderStrategy": str,
    }
    made = {key: dict(each) for key, each in settings.items()}
    for patch in patches:
        resource, method, *rest = patch["path"][1:].split("/", 2)
        key = f"{resource}/{method}"
        if patch["op"] == "remove":
            made.pop(key)
            continue
        name = named[rest[0]]
        read = kinds.get(name, _is_true)
        made.setdefault(key, {"metricsEnabled": False})[name] = read(patch["value"])
    return made


def _is_true(text: str) -> bool:
    return text == "true"


class FakeLockdowns:
    """The records, with the same conditions on their writes as the table has."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._closings: dict[str, Closing] = {}
        self._kept: dict[str, Kept] = {}
        self._is_away = False
        self.audited: list[str] = []
        self._lock = threading.RLock()

    def declare_away(self) -> None:
        """The table does not answer any more."""
        self._is_away = True

    def declare_back(self) -> None:
        """It does again."""
        self._is_away = False

    def closings(self) -> tuple[Closing, ...]:
        self._answer()
        return tuple(self._closings[part] for part in sorted(self._closings))

    def read(self, part: str) -> Closing | None:
        self._answer()
        return self._closings.get(part)

    def keep(self, closing: Closing) -> Closing:
        return self._write(
            f"keep {closing.part}", lambda: self._closings.setdefault(closing.part, closing)
        )

    def replace(self, earlier: Closing, closing: Closing) -> bool:
        def write() -> bool:
            if not self._is_there(earlier):
                return False
            self._closings[closing.part] = closing
            return True

        return self._write(f"replace {closing.part}", write)

    def confirm(self, closing: Closing, actor: str) -> bool:
        def write() -> bool:
            if not self._is_there(closing):
                return False
            self._closings[closing.part] = closing.model_copy(update={"status": "closed"})
            self.audited.append(f"{actor} closed {closing.part}")
            return True

        return self._write(f"confirm {closing.part}", write)

    def forget(self, closing: Closing, *, run_id: str, actor: str, reason: str) -> None:
        def write() -> None:
            if not self._is_there(closing) and closing.part in self._closings:
                raise BusyError(f"{closing.part} was locked again by {run_id}: {reason}")
            if self._closings.pop(closing.part, None) is not None:
                self.audited.append(f"{actor} opened {closing.part}")

        self._write(f"forget {closing.part}", write)

    def record_evidence(self, kept: Kept, actor: str, reason: str) -> None:
        def write() -> None:
            self._kept[kept.key] = kept
            self.audited.append(f"{actor} kept {kept.key} for {reason}")

        self._write(f"record_evidence {kept.key}", write)

    def evidence(self) -> tuple[Kept, ...]:
        return tuple(self._kept[key] for key in sorted(self._kept))

    def _is_there(self, closing: Closing) -> bool:
        found = self._closings.get(closing.part)
        return found is not None and (found.run_id, found.status) == (
            closing.run_id,
            closing.status,
        )

    def _answer(self) -> None:
        if self._is_away:
            raise aws_error("InternalServerError", "Query")

    def _write(self, call: str, write: Callable[[], T]) -> T:
        def guarded() -> T:
            self._answer()
            return write()

        with self._lock:
            return self._calls.mutate(call, guarded)


class FakeEvidenceStore:
    """The locked bucket; every version stays."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self.versions: dict[tuple[str, str], bytes] = {}

    def declare_altered(self, key: str) -> None:
        """Somebody found a way to alter what is kept."""
        for place in [place for place in self.versions if place[0] == key]:
            self.versions[place] += b" "

    def declare_gone(self, key: str) -> None:
        """Somebody found a way to delete what is kept."""
        for place in [place for place in self.versions if place[0] == key]:
            del self.versions[place]

    def write(self, key: str, content: bytes) -> str:
        def write() -> str:
            version = f"version {len(self.versions) + 1}"
            self.versions[key, version] = content
            return version

        return self._calls.mutate(f"put {key}", write)

    def sha256(self, key: str, version_id: str) -> str | None:
        content = self.versions.get((key, version_id))
        return None if content is None else sha256_of(content)


class FakeNotices:
    """What people were told."""

    def __init__(self) -> None:
        self.posted: list[Notice] = []

    def post(self, notice: Notice) -> None:
        self.posted.append(notice)
