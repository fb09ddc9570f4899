"""Release records in memory."""

from automation.core.release import Release


class FakeReleases:
    """The records of one environment, in the order in which they were written."""

    def __init__(self) -> None:
        self._written: dict[str, Release] = {}

    def declare_release(self, release: Release) -> Release:
        """A deployment wrote a record."""
        self._written.pop(release.commit, None)
        self._written[release.commit] = release
        return release

    def read(self, commit: str) -> Release | None:
        return self._written.get(commit)

    def newest(self, limit: int) -> tuple[Release, ...]:
        return tuple(reversed(self._written.values()))[:limit]
