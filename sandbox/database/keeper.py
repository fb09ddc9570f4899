"""Keeps one PostgreSQL server as long as somebody holds the other end of its stdin.

I/O: starts a process, waits for stdin, ends the process, removes its data. However the holder ends,
SIGKILL included, the system closes the pipe: no server outlives its sandbox, on Linux or macOS.
(Linux could signal children of a parent that died, but means the thread that started them, and
forgets it when the child changes its user.)

With a holder that died goes the folder of all its databases, by whichever keeper is the last.

Only the standard library. Run as `keeper.py USER DATA COMMAND…`; USER `-` is the keeper's own.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

_FAST_SHUTDOWN = signal.SIGINT
_IMMEDIATE_SHUTDOWN = signal.SIGQUIT
_SECONDS = 5.0


def main(arguments: list[str]) -> None:
    """Run the server until stdin ends or the server does; then remove its data."""
    user, data, *command = arguments
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    server = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        user=None if user == "-" else user,
        cwd="/",
        restore_signals=True,
        preexec_fn=_default_signals,  # noqa: PLW1509 - the keeper has no other thread yet
    )
    told: list[bytes] = []
    threading.Thread(target=_end_when_told, args=(server, told), daemon=True).start()
    server.wait()
    holder_died = told == [b""]
    shutil.rmtree(Path(data).parent if holder_died else data, ignore_errors=True)


def _default_signals() -> None:
    """What the keeper ignores its server must not: ignored signals are inherited."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)


def _end_when_told(server: subprocess.Popen[bytes], told: list[bytes]) -> None:
    # Unbuffered: a buffer's lock, still held at the end, would abort the interpreter.
    told.append(os.read(0, 16))
    for how in (_FAST_SHUTDOWN, _IMMEDIATE_SHUTDOWN, signal.SIGKILL):
        server.send_signal(how)
        try:
            server.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return


if __name__ == "__main__":
    main(sys.argv[1:])
