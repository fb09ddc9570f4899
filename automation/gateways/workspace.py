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

import yaml

from automation.core.errors import EngineError
from automation.core.stack_settings import Choice, settings_for
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
    settings_file: Path
    settings_digest: str


@contextmanager
def checkout(
    repository: Repository, commit: str, deployed: str, environment: str, choice: Choice
) -> Iterator[Workspace]:
    """Check a commit out for as long as the context lasts.

    Args:
        repository: the operator's repository.
        commit: the target.
        deployed: the commit that is deployed, whose settings are today's.
        environment: the stack.
        choice: whose settings the program is run with.

    Raises:
        UnknownRefError: git can't check the commit out, or does not know the deployed one.
        EngineError: its dependencies can't be installed.
    """
    scratch = Path(tempfile.mkdtemp(prefix="clinical-trial-rollback-"))
    tree = scratch / "tree"
    try:
        repository.add_worktree(commit, tree)
        # Beside the tree, not in it: a release of a changed tree would be a dirty one.
        settings = scratch / f"Pulumi.{environment}.yaml"
        settings.write_text(_settings(repository, commit, deployed, settings.name, choice))
        yield Workspace(
            folder=tree,
            python_bin=_python_for(tree),
            plan_file=scratch / "update-plan.json",
            settings_file=settings,
            settings_digest=_digest(settings),
        )
    finally:
        repository.remove_worktree(tree)
        shutil.rmtree(scratch, ignore_errors=True)


def _settings(repository: Repository, commit: str, deployed: str, name: str, choice: Choice) -> str:
    release, today = (
        yaml.safe_load(repository.show(sha, name)) or {} for sha in (commit, deployed)
    )
    return yaml.safe_dump(settings_for(release, today, choice), sort_keys=False)


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
