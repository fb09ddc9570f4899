"""Release records in memory."""

from datetime import datetime

from automation.core.release import Release
from automation.core.release_list import Recorded
from tests.unit.automation.fakes.calls import Calls


class FakeReleases:
    """The records of one environment, in the order in which they were written."""

    def __init__(self, calls: Calls | None = None) -> None:
        self._calls = calls or Calls()
        self._written: dict[str, Recorded] = {}

    def declare_release(self, release: Release, recorded_at: datetime | None = None) -> Release:
        """A deployment wrote a record, by default at the time of its stamp."""
        self._written.pop(release.commit, None)
        self._written[release.commit] = Recorded(release, recorded_at or release.deployed_at)
        return release

    def read(self, commit: str) -> Release | None:
        found = self._written.get(commit)
        return found.release if found else None

    def newest(self, limit: int) -> tuple[Release, ...]:
        return tuple(record.release for record in self.records(limit))

    def records(self, limit: int | None = None) -> tuple[Recorded, ...]:
        return tuple(reversed(self._written.values()))[:limit]

    def hide(self, commit: str) -> None:
        self._calls.mutate(f"hide {commit[:12]}", lambda: self._written.pop(commit, None))
