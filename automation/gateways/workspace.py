"""A commit's program with that commit's dependencies, beside the repository. I/O: git, files, pip.

The folder lies outside the repository, since Pulumi searches upwards for project files.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from automation.core.errors import EngineError
from automation.gateways.repository import Repository

LOCK_FILE: Final = "requirements.txt"
_OURS: Final = Path(__file__).parents[2]
_COMPLETE: Final = ".complete"


@dataclass(frozen=True)
class Workspace:
    """Where the engine finds a commit's program and the Python that runs it."""

    folder: Path
    python_bin: Path
    plan_file: Path


@contextmanager
def checkout(repository: Repository, commit: str) -> Iterator[Workspace]:
    """Check a commit out for as long as the context lasts.

    Raises:
        UnknownRefError: git can't check it out.
        EngineError: its dependencies can't be installed.
    """
    scratch = Path(tempfile.mkdtemp(prefix="clinical-trial-rollback-"))
    tree = scratch / "tree"
    try:
        repository.add_worktree(commit, tree)
        yield Workspace(tree, _python_for(tree), scratch / "update-plan.json")
    finally:
        repository.remove_worktree(tree)
        shutil.rmtree(scratch, ignore_errors=True)


def _python_for(tree: Path) -> Path:
    """The interpreter's folder: ours where the lock file is the same, else one kept by digest."""
    wanted = _digest(tree / LOCK_FILE)
    if wanted == _digest(_OURS / LOCK_FILE):
        return Path(sys.executable).parent
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "clinical-trial" / "venvs" / wanted[:16]
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / _COMPLETE).exists():
            _install(folder, tree / LOCK_FILE)
    return folder / "bin"


def _install(folder: Path, lock_file: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    _run(sys.executable, "-m", "venv", str(folder))
    python = str(folder / "bin" / "python")
    _run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock_file))
    (folder / _COMPLETE).touch()


def _run(*command: str) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode != 0:
        raise EngineError(
            f"The target commit's dependencies can't be installed: {done.stderr.strip()[-400:]}",
            "repeat with --traffic-only, which needs none of them",
        )


def _digest(lock_file: Path) -> str:
    content = lock_file.read_bytes() if lock_file.exists() else b""
    return hashlib.sha256(content).hexdigest()
