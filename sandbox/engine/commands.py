"""Starts programs. I/O: subprocesses; whatever those do."""

import subprocess
import tempfile
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from sandbox.engine.errors import CommandFailedError

_LINES_KEPT_FOR_AN_ERROR = 25


class Commands(Protocol):
    """Starts a program, waits for it and returns its stdout."""

    def run(
        self,
        command: Sequence[str],
        *,
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
        on_line: Callable[[str], None] | None = None,
    ) -> str:
        """Runs the command.

        :param environment: the whole environment; None inherits this process's.
        :param on_line: called with each line of stderr as it comes.
        :raises CommandFailedError: when it ends with another code than 0, or cannot be started.
        """


class Subprocesses:
    """Commands as real processes."""

    def run(
        self,
        command: Sequence[str],
        *,
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
        on_line: Callable[[str], None] | None = None,
    ) -> str:
        """Runs the command. Its stdout goes to a file: a pipe that nobody reads fills up."""
        tail: deque[str] = deque(maxlen=_LINES_KEPT_FOR_AN_ERROR)
        with tempfile.TemporaryFile("w+", errors="replace") as stdout:
            try:
                process = subprocess.Popen(
                    command,
                    cwd=folder,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=stdout,
                    stderr=subprocess.PIPE,
                    text=True,
                    errors="replace",
                )
            except OSError as error:
                raise CommandFailedError(command[0], 127, str(error)) from error
            _follow(process, tail, on_line)
            if process.returncode != 0:
                raise CommandFailedError(command[0], process.returncode, "\n".join(tail))
            stdout.seek(0)
            return stdout.read()


def _follow(
    process: subprocess.Popen[str], tail: deque[str], on_line: Callable[[str], None] | None
) -> None:
    """Reads stderr to its end; a process whose reader is interrupted is ended too."""
    with process:
        try:
            for line in process.stderr or ():
                tail.append(line.rstrip())
                if on_line is not None:
                    on_line(line.rstrip())
        except BaseException:
            process.kill()
            raise
