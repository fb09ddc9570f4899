"""A repository with the commits that were declared."""

from automation.core.errors import UnknownRefError


class FakeCommits:
    """Refs, branches and subjects."""

    def __init__(self) -> None:
        self._refs: dict[str, str] = {}
        self._branches: set[tuple[str, str]] = set()
        self._subjects: dict[str, str] = {}

    def declare_commit(
        self, sha: str, *, refs: tuple[str, ...] = (), branch: str = "main", subject: str = ""
    ) -> None:
        """A commit that is part of a branch."""
        self._refs |= dict.fromkeys((sha, sha[:12], *refs), sha)
        self._branches.add((sha, branch))
        self._subjects[sha] = subject

    def resolve(self, ref: str) -> str:
        if ref not in self._refs:
            raise UnknownRefError(f"{ref!r} names no commit.", "git log --oneline")
        return self._refs[ref]

    def is_ancestor(self, commit: str, branch: str) -> bool:
        return (commit, branch) in self._branches

    def subject(self, commit: str) -> str:
        return self._subjects.get(commit, "")
