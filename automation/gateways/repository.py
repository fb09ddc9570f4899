"""Git, as a subprocess without a shell: what a ref names and what the work tree is. I/O: git."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from automation.core.errors import UnknownRefError

_TIMEOUT: Final = 60.0


class Repository:
    """The git repository around a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def head(self) -> str:
        """Full SHA of the checked out commit.

        Raises:
            UnknownRefError: the folder is not in a repository, or it has no commit.
        """
        return self.resolve("HEAD")

    def is_dirty(self) -> bool:
        """Whether anything differs from the commit, untracked files included."""
        return bool(self._git("status", "--porcelain").stdout.strip())

    def resolve(self, ref: str) -> str:
        """Full SHA of the commit that a ref names.

        A ref that looks like an option never reaches git, and git is told where options end.

        Raises:
            UnknownRefError: it names no commit.
        """
        if ref.startswith("-") or not ref.strip() or "\0" in ref:
            raise UnknownRefError(f"{ref!r} is not a commit, tag or branch.", "git log --oneline")
        found = self._git(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"
        )
        sha = found.stdout.strip()
        if found.returncode != 0 or len(sha) != 40:
            raise UnknownRefError(
                f"{ref!r} names no commit in {self.path}. Nothing was changed.",
                "git fetch --tags && git log --oneline",
            )
        return sha

    def is_ancestor(self, commit: str, branch: str) -> bool:
        """Whether the commit is part of a branch; the remote's branch counts where there is one."""
        for name in (f"refs/remotes/origin/{branch}", f"refs/heads/{branch}"):
            if self._git("rev-parse", "--verify", "--quiet", name).returncode == 0:
                return self._git("merge-base", "--is-ancestor", commit, name).returncode == 0
        return False

    def subject(self, commit: str) -> str:
        """First line of the commit's message; empty if the commit is unknown here."""
        return self._git("log", "-1", "--format=%s", commit).stdout.strip()

    def describe(self, commits: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Commit -> subject and author, of those that are known here, by one call.

        Args:
            commits: full SHAs.
        """
        if not commits:
            return {}
        told = self._git(
            "log", "--no-walk=unsorted", "--ignore-missing", "--format=%H%x00%s%x00%an", *commits
        )
        rows = [line.split("\0") for line in told.stdout.splitlines()]
        return {commit: (subject, author) for commit, subject, author in rows}

    def changed_files(self, earlier: str, later: str, paths: Sequence[str]) -> tuple[str, ...]:
        """Lines of `git diff --stat` between two commits; empty if nothing differs.

        Raises:
            UnknownRefError: a commit is not in this repository.
        """
        told = self._git("diff", "--stat=100", "--no-color", earlier, later, "--", *paths)
        if told.returncode != 0:
            raise UnknownRefError(
                f"{earlier[:12]} or {later[:12]} is not in this repository.", "git fetch --all"
            )
        return tuple(line.strip() for line in told.stdout.splitlines())

    def show(self, commit: str, path: str) -> str:
        """A file's text as a commit has it; empty if the commit has no such file.

        Raises:
            UnknownRefError: the commit is not in this repository.
        """
        if self._git("cat-file", "-e", f"{commit}^{{commit}}").returncode != 0:
            raise UnknownRefError(
                f"{commit[:12]} is deployed, but not in this repository.", "git fetch --all"
            )
        found = self._git("show", f"{commit}:{path}")
        return found.stdout if found.returncode == 0 else ""

    def files(self, commit: str, folder: str) -> dict[str, str]:
        """Name -> text of the files that lie directly in a folder, as a commit has them.

        Raises:
            UnknownRefError: the commit is not in this repository.
        """
        listed = self._git("ls-tree", "-z", "--name-only", commit, f"{folder}/").stdout
        paths = [path for path in listed.split("\0") if path]
        return {path.rpartition("/")[2]: self.show(commit, path) for path in paths}

    def add_worktree(self, commit: str, folder: Path) -> None:
        """Check a commit out into a new folder outside this one.

        Raises:
            UnknownRefError: git refused, with its reason.
        """
        made = self._git("worktree", "add", "--detach", "--quiet", str(folder), commit)
        if made.returncode != 0:
            raise UnknownRefError(f"Can't check {commit} out: {made.stderr.strip()}")

    def remove_worktree(self, folder: Path) -> None:
        """Remove a folder that `add_worktree` made; one that is gone already is no error."""
        self._git("worktree", "remove", "--force", str(folder))
        self._git("worktree", "prune")

    def _git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", "-C", str(self.path), *arguments],
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
            stdin=subprocess.DEVNULL,
        )
