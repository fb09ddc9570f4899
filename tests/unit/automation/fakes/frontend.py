"""A versioned bucket and a distribution's cache, in memory."""

import threading
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import count

from automation.core.live import BucketReading, LiveObject
from automation.core.plan import DeleteObject, RestoreObject
from automation.core.release import FrontendObject, Metadata
from tests.builders import etag_of
from tests.unit.automation.fakes.calls import Calls, aws_error


@dataclass(frozen=True)
class _Version:
    """One version of a file; a delete marker has no contents.

    A large file was written in parts: its ETag says nothing of the contents, and a copy's is
    another one, marked with the version that it was copied from.
    """

    version_id: str
    body: str | None
    content_type: str = ""
    cache_control: str = ""
    is_large: bool = False
    restored_from: str | None = None

    @property
    def etag(self) -> str:
        """As S3 gives it."""
        digest = etag_of(self.body or "")
        return f"{digest[:24]}{self.version_id}-2" if self.is_large else digest


class FakeFrontend:
    """The site's bucket, and the cache in front of it that only an invalidation empties."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._history: dict[str, list[_Version]] = {}
        self._cache: dict[str, str | None] = {}
        self._invalidations: dict[str, str] = {}
        self._ids = count(1)
        self._lock = threading.RLock()
        self.waited_for: list[str] = []

    def declare_object(
        self,
        key: str,
        body: str,
        *,
        content_type: str = "text/plain",
        cache_control: str = "no-cache",
        is_large: bool = False,
    ) -> FrontendObject:
        """A file as somebody uploaded it; gives what a release record says of it."""
        version = _Version(self._next_id(), body, content_type, cache_control, is_large)
        written = self._write(key, version)
        return FrontendObject(
            key=key,
            version_id=written.version_id,
            etag=written.etag,
            size=len(body),
            content_type=content_type,
            cache_control=cache_control,
        )

    def declare_deleted(self, key: str) -> None:
        """Somebody put a delete marker over a file."""
        self._write(key, _Version(self._next_id(), None))

    def declare_version_gone(self, key: str, version_id: str) -> None:
        """The lifecycle removed a noncurrent version for good."""
        self._history[key] = [
            version for version in self._history[key] if version.version_id != version_id
        ]

    def contents(self) -> dict[str, str]:
        """Key -> contents of the current files."""
        return {key: body for key in self._history if (body := self._current(key)) is not None}

    def metadata(self, key: str) -> tuple[str, str]:
        """Content type and cache control of a current file."""
        version = self._history[key][-1]
        return version.content_type, version.cache_control

    def as_users_see(self, key: str) -> str | None:
        """A file through the cache, which keeps what it has seen once."""
        with self._lock:
            return self._cache.setdefault(key, self._current(key))

    def read(self, wanted: Collection[FrontendObject]) -> BucketReading:
        asked = {(item.key, item.version_id) for item in wanted}
        with self._lock:
            objects = {
                key: LiveObject(key, last.version_id, last.etag, len(last.body), last.restored_from)
                for key, versions in self._history.items()
                if versions and (last := versions[-1]).body is not None
            }
            for item in wanted:
                live = objects.get(item.key)
                if live is not None and live.is_in_question(item):
                    objects[item.key] = replace(live, metadata=Metadata(*self.metadata(item.key)))
            return BucketReading(
                objects=objects,
                versions=frozenset(
                    (key, version.version_id)
                    for key, versions in self._history.items()
                    for version in versions
                    if version.body is not None and (key, version.version_id) in asked
                ),
            )

    def restore(self, step: RestoreObject) -> None:
        self._calls.mutate(f"restore {step.object_key}", lambda: self._restore(step))

    def delete(self, step: DeleteObject) -> None:
        call = f"delete {step.object_key}"
        self._calls.mutate(call, lambda: self.declare_deleted(step.object_key))

    def invalidate(self, distribution_id: str, caller_reference: str) -> str:
        call = f"invalidate {distribution_id} {caller_reference}"
        return self._calls.mutate(call, lambda: self._invalidate(caller_reference))

    def wait_for_invalidation(self, distribution_id: str, invalidation_id: str) -> None:
        self.waited_for.append(invalidation_id)

    def _restore(self, step: RestoreObject) -> None:
        for version in self._history.get(step.object_key, ()):
            if version.version_id == step.version_id and version.body is not None:
                mark = version.version_id if version.is_large else None
                copied = replace(version, version_id=self._next_id(), restored_from=mark)
                self._write(step.object_key, copied)
                return
        raise aws_error("NoSuchVersion", "CopyObject")

    def _invalidate(self, caller_reference: str) -> str:
        if caller_reference not in self._invalidations:
            self._invalidations[caller_reference] = f"I{len(self._invalidations) + 1}"
            self._cache.clear()
        return self._invalidations[caller_reference]

    def _write(self, key: str, version: _Version) -> _Version:
        with self._lock:
            self._history.setdefault(key, []).append(version)
            return version

    def _current(self, key: str) -> str | None:
        versions = self._history.get(key)
        return versions[-1].body if versions else None

    def _next_id(self) -> str:
        return f"version-{next(self._ids)}"
