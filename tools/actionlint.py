"""`python -m tools.actionlint`: the linter of GitHub workflows, built from its Go module once.

The pinned sources' digest names the finished program in the user's cache.

I/O: runs `go`, which downloads modules; writes the user's cache; becomes the linter at the end.
"""

import hashlib
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Final

from rich.console import Console

from sandbox.engine.cache import user_cache
from sandbox.engine.commands import Commands, Subprocesses
from sandbox.engine.compiler import compiler
from sandbox.engine.errors import CommandFailedError, EngineError
from sandbox.engine.progress import Progress

SOURCES: Final = Path(__file__).parent / "golang" / "actionlint"
PACKAGE: Final = "github.com/rhysd/actionlint/cmd/actionlint"


def cached(root: Path) -> Path:
    """Where the linter of today's pins lies, or will lie, below a cache folder."""
    state = hashlib.sha256(f"{platform.system()} {platform.machine()}".encode())
    for source in sorted(SOURCES.iterdir()):
        state.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return root / state.hexdigest()[:16] / "actionlint"


def build(program: Path, commands: Commands, progress: Progress) -> None:
    """Compile the linter and put it into its place as the last act.

    Args:
        program: its place in the cache.
        commands: starts programs.
        progress: is told what is done.

    Raises:
        EngineError: there is no compiler, or the module can't be had; says what to do.
    """
    program.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=program.parent, prefix="unfinished-") as name:
        go = compiler(commands, Path(name), progress)
        made = Path(name) / program.name
        with progress.step("actionlint, built once from its Go module"):
            _compile(go, made, commands)
        made.replace(program)


def _compile(go: str, made: Path, commands: Commands) -> None:
    environment = {**os.environ, "CGO_ENABLED": "0", "GOTOOLCHAIN": "local"}
    command = [go, "build", "-mod=readonly", "-trimpath", "-o", str(made), PACKAGE]
    try:
        commands.run(command, folder=SOURCES, environment=environment)
    except CommandFailedError as error:
        raise EngineError(
            f"actionlint could not be built: {error}\n"
            "Is the Go module proxy reachable? Then run again: make lint"
        ) from error


def main() -> None:
    """Become the linter, with the arguments given; exit code 1 where it can't be had."""
    program = cached(user_cache().parent / "actionlint")
    console = Console(stderr=True)
    try:
        if not program.exists():
            build(program, Subprocesses(), Progress(console))
    except EngineError as error:
        console.print(f"error: {error}", style="red", highlight=False, markup=False)
        sys.exit(1)
    os.execv(program, [str(program), *sys.argv[1:]])  # noqa: S606 - no shell, our own program


if __name__ == "__main__":
    main()
