"""A person at a terminal: commands in a repository of their own. I/O: subprocesses, files."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sandbox.home import REPOSITORY

# Longer than any command takes on a slow machine: a guard against one that hangs.
SECONDS: Final = 120.0


@dataclass(frozen=True)
class Ran:
    """A command that has ended; a negative code is the signal that ended it."""

    code: int
    output: str
    errors: str

    @property
    def said(self) -> str:
        """Everything that it printed."""
        return self.errors + self.output


class Operator:
    """Types commands, each with folders of its own for temporary files and caches."""

    def __init__(self, folder: Path, variables: Mapping[str, str], scratch: Path) -> None:
        self._folder = folder
        self.scratch = scratch
        self._variables = {
            **variables,
            "PYTHONPATH": str(REPOSITORY),
            "TMPDIR": str(scratch / "tmp"),
            "XDG_CACHE_HOME": str(scratch / "cache"),
            "NO_COLOR": "1",
        }
        for name in ("tmp", "cache"):
            (scratch / name).mkdir(parents=True)

    def types(self, module: str, *arguments: str, victim: Future[int] | None = None) -> Ran:
        """Run a command and wait for it.

        Args:
            module: `automation.rollback`.
            *arguments: the rest of the line.
            victim: is told its process id.
        """
        process = self._start(module, arguments)
        if victim is not None:
            victim.set_result(process.pid)
        output, errors = process.communicate(timeout=SECONDS)
        return Ran(process.returncode, output, errors)

    def interrupts(self, number: signal.Signals, module: str, *arguments: str) -> Ran:
        """Run a command that goes on for ever, until it has printed a line; then send a signal."""
        process = self._start(module, arguments)
        first = process.stdout.readline() if process.stdout else ""
        process.send_signal(number)
        output, errors = process.communicate(timeout=SECONDS)
        return Ran(process.returncode, first + output, errors)

    def _start(self, module: str, arguments: tuple[str, ...]) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=self._folder,
            env=self._variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def left_behind(self) -> dict[Path, bytes]:
        """Every file in the temporary and cache folders."""
        return {
            Path(folder) / name: (Path(folder) / name).read_bytes()
            for folder, _, names in os.walk(self.scratch)
            for name in names
        }
