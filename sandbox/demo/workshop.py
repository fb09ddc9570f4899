"""A throwaway git repository made from this one, to deploy from. I/O: git, files.

Releases are commits, and the demo makes some: they must not land in the repository that a person
works in. What lies uncommitted in that one is committed here, so that the demo shows it too.
"""

import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import yaml

from automation.core.names import PROJECT
from sandbox.demo.errors import DemoError

BRANCH: Final = "main"
_AUTHOR: Final = ("-c", "user.name=Demo", "-c", "user.email=demo@example.org")


class Workshop:
    """The repository that releases are made in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def from_repository(cls, source: Path, folder: Path) -> "Workshop":
        """Clone a repository's HEAD, and commit what differs from it in the work tree.

        Args:
            source: the repository's work tree.
            folder: does not exist yet.

        Raises:
            DemoError: there is no commit to start from.
        """
        _git(source, "clone", "--quiet", "--no-tags", str(source), str(folder))
        shop = cls(folder)
        # A protected branch on a remote would count, and it lacks the commits made here.
        shop.git("remote", "remove", "origin")
        shop.git("checkout", "--quiet", "-B", BRANCH)
        if _git(source, "status", "--porcelain"):
            shop._take_over(source)
        return shop

    def head(self) -> str:
        """Full SHA of the newest commit."""
        return self.git("rev-parse", "HEAD").strip()

    def commit(self, message: str) -> str:
        """Commit everything, were it nothing; returns the full SHA."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.head()

    def is_clean(self) -> bool:
        """Whether nothing differs from the newest commit, untracked files included."""
        return not self.git("status", "--porcelain")

    def set_up(self, environment: str, **settings: Any) -> None:
        """Set settings of a stack in its file, in camel case, and commit that."""
        file = self.folder / f"Pulumi.{environment}.yaml"
        document = yaml.safe_load(file.read_text())
        document["config"] |= {f"{PROJECT}:{name}": value for name, value in settings.items()}
        file.write_text(yaml.safe_dump(document, sort_keys=False))
        self.commit(f"Set {', '.join(settings)} of {environment}")

    def git(self, *arguments: str) -> str:
        """Run git here; returns what it printed.

        Raises:
            DemoError: it failed, with its reason.
        """
        return _git(self.folder, *_AUTHOR, *arguments)

    def _take_over(self, source: Path) -> None:
        for name in _names(source, "--deleted"):
            (self.folder / name).unlink(missing_ok=True)
        for name in _names(source, "--cached", "--others", "--exclude-standard"):
            original, copy = source / name, self.folder / name
            if original.is_file():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(original, copy)
        if not self.is_clean():
            self.commit("The work tree as it is, uncommitted changes included")


def _names(source: Path, *selection: str) -> list[str]:
    return [name for name in _git(source, "ls-files", "-z", *selection).split("\0") if name]


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        raise DemoError(f"git {arguments[-1]} failed in {folder}: {done.stderr.strip()}")
    return done.stdout
