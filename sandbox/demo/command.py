"""Runs one command to its end, in a process group of its own. I/O: subprocesses."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Final

OnLine = Callable[[str], None]
# Longer than any command takes on a slow machine: a guard against one that hangs.
LIMIT_SECONDS: Final = 900.0
# What an engine that is interrupted gets to finish what it is at.
GRACE_SECONDS: Final = 20.0


@dataclass(frozen=True)
class Ran:
    """A command that has ended.

    Attributes:
        errors: what went to standard error; empty where both streams were read as one.
        seconds: how long it took.
    """

    command: tuple[str, ...]
    code: int
    output: str
    errors: str
    seconds: float

    @property
    def said(self) -> str:
        """Everything that it printed."""
        return self.errors + self.output


def run(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    on_line: OnLine | None = None,
) -> Ran:
    """Run a command; it and what it started end with it, also when we are interrupted.

    Args:
        command: found by the PATH of the given environment, not by ours.
        folder: where it runs.
        environment: all that it gets.
        on_line: is told each line as it comes, both streams as one.
    """
    began = time.monotonic()
    program = shutil.which(command[0], path=environment["PATH"]) or command[0]
    process = subprocess.Popen(
        [program, *command[1:]],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if on_line is None else subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    guard = Timer(LIMIT_SECONDS, _signal, (process, signal.SIGKILL))
    guard.start()
    try:
        output, errors = process.communicate() if on_line is None else _follow(process, on_line)
    except BaseException:
        _end(process)
        raise
    finally:
        guard.cancel()
    seconds = time.monotonic() - began
    return Ran(tuple(command), process.wait(), output, errors, seconds)


def _follow(process: subprocess.Popen[str], on_line: OnLine) -> tuple[str, str]:
    lines = []
    for line in process.stdout or ():
        lines.append(line)
        on_line(line.rstrip("\n"))
    return "".join(lines), ""


def _end(process: subprocess.Popen[str]) -> None:
    """Ask first: an engine that is killed leaves its provider behind."""
    _signal(process, signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_SECONDS)
    _signal(process, signal.SIGKILL)
    process.wait()


def _signal(process: subprocess.Popen[str], number: int) -> None:
    """To the whole group, which may outlive its leader."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
