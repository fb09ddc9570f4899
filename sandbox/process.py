"""Starts and ends the sandbox's server. Starts a process, sends it signals, writes files."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sandbox import state
from sandbox.errors import NotRunningError, StartError
from sandbox.home import REPOSITORY, Home
from sandbox.monitoring.minute import VARIABLE as MINUTE_VARIABLE
from sandbox.monitoring.minute import minute_seconds
from sandbox.ports import Ports, require_free
from sandbox.state import Running

START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 10.0
POLL_SECONDS: Final = 0.05


def running(home: Home) -> Running | None:
    """The live server of a home, if any."""
    recorded = state.read(home)
    return recorded if recorded is not None and recorded.alive else None


def require_running(home: Home) -> Running:
    """The live server of a home.

    Raises:
        NotRunningError: there is none.
    """
    server = running(home)
    if server is None:
        raise NotRunningError
    return server


def start(home: Home, ports: Ports, minute: float | None = None) -> Running:
    """Start the server, detached, and wait until it is ready; a live one is returned as it is.

    Pulumi's backend of an earlier server is removed: what it describes ended with that server.

    Args:
        home: folder of the run state, created when missing.
        ports: where to listen; 0 takes free ports.
        minute: seconds that a minute of AWS lasts; None for what the environment says.

    Raises:
        MinuteError: the environment says something impossible about that.
        PortInUseError: another program listens on a port.
        StartError: the process ended or stayed silent for a minute.
    """
    minute = minute_seconds() if minute is None else minute
    home.root.mkdir(parents=True, exist_ok=True)
    with _only_starter(home):
        already = running(home)
        if already is not None:
            return already
        require_free(ports)
        _forget_former(home)
        return _await_ready(home, _spawn(home, ports, minute))


def stop(home: Home) -> Running | None:
    """End the server that `start` started, and nothing else.

    Returns:
        The server that was ended, or None when none was alive.
    """
    server = running(home)
    if server is not None:
        os.kill(server.pid, signal.SIGTERM)
        if not _gone(server, STOP_SECONDS):
            os.kill(server.pid, signal.SIGKILL)
            _gone(server, STOP_SECONDS)
    home.state.unlink(missing_ok=True)
    home.credentials.unlink(missing_ok=True)
    return server


@contextmanager
def _only_starter(home: Home) -> Iterator[None]:
    """A second `up` waits for the first and then finds its server."""
    with home.start_lock.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _forget_former(home: Home) -> None:
    home.state.unlink(missing_ok=True)
    home.credentials.unlink(missing_ok=True)
    shutil.rmtree(home.backend, ignore_errors=True)
    home.backend.mkdir()


def _spawn(home: Home, ports: Ports, minute: float) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "sandbox.server", str(home.root), str(ports.aws)]
    command += [str(port) for port in ports.gateways.values()]
    # The user's real AWS settings must not reach the server's own calls to itself.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    clean[MINUTE_VARIABLE] = str(minute)
    clean["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    with home.log.open("a") as log:
        return subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=clean,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _await_ready(home: Home, child: subprocess.Popen[bytes]) -> Running:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        recorded = state.read(home)
        if recorded is not None and recorded.pid == child.pid:
            return recorded
        if child.poll() is not None:
            raise StartError(_last_line(home), str(home.log))
        time.sleep(POLL_SECONDS)
    child.kill()
    raise StartError(f"not ready after {START_SECONDS:.0f} s", str(home.log))


def _last_line(home: Home) -> str:
    lines = home.log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it ended without a word"


def _gone(server: Running, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while server.alive and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    return not server.alive
