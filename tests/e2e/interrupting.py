"""Runs a command and sends it a signal when it is somewhere. I/O: subprocesses, /proc.

The engine's provider and language host make process groups of their own and outlive an engine that
is killed; they are in the command's session, so that none is left running here.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Final

from sandbox.demo.command import LIMIT_SECONDS, Ran
from sandbox.demo.stage import Stage

Strike = Callable[[subprocess.Popen[str]], None]
_SESSION: Final = 3
_LOOK_SECONDS: Final = 0.05


def stop_at(stage: Stage, command: Sequence[str], *markers: str) -> Ran:
    """Run a command as the requester and ask it to stop, by SIGTERM, once it told the last marker.

    Args:
        stage: where.
        command: starts with `python`.
        *markers: parts of lines, in the order in which they are waited for.
    """
    return _struck(stage, command, markers, _ask)


def kill_at(stage: Stage, command: Sequence[str], *markers: str) -> Ran:
    """The same with SIGKILL, for the command and for everything that it started."""
    return _struck(stage, command, markers, _kill)


def kill_when(
    stage: Stage, command: Sequence[str], marker: str, condition: Callable[[], object]
) -> Ran:
    """The same once a condition holds too: the engine tells of a step before it notes it.

    Args:
        stage: where.
        command: any.
        marker: part of the line that is waited for first.
        condition: is asked again and again.
    """

    def strike(process: subprocess.Popen[str]) -> None:
        while process.poll() is None and not condition():
            time.sleep(_LOOK_SECONDS)
        _kill(process)

    return _struck(stage, command, (marker,), strike)


def _ask(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)


def _kill(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    _end_session(process.pid)


def _struck(stage: Stage, command: Sequence[str], markers: Sequence[str], strike: Strike) -> Ran:
    began = time.monotonic()
    process = subprocess.Popen(
        list(command),
        cwd=stage.workshop.folder,
        env=dict(stage.people["requester"]),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    guard = Timer(LIMIT_SECONDS, _end_session, (process.pid,))
    guard.start()
    lines, awaited = [], list(markers)
    try:
        for line in process.stdout or ():
            lines.append(line)
            if awaited and awaited[0] in line:
                del awaited[0]
                if not awaited:
                    strike(process)
    finally:
        guard.cancel()
        _end_session(process.pid)
    assert not awaited, "".join(lines)
    return Ran(tuple(command), process.wait(), "".join(lines), "", time.monotonic() - began)


def _end_session(leader: int) -> None:
    """Kill what is left of a session."""
    for pid in _members(leader):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _members(leader: int) -> list[int]:
    """Source: proc(5): session is the sixth field of stat, the fourth after the name."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            after_name = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(after_name[_SESSION]) == leader:
                found.append(int(folder.name))
    return found
