"""One PostgreSQL server: made from the template, started, stopped. I/O: files, processes, loopback.

Its master user is what Aurora's is: it owns the database and makes roles, but is no superuser.
Source: Aurora User Guide, "Master user account privileges".
"""

import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sandbox.database.cellar import Cellar, Place
from sandbox.database.programs import DatabaseError
from sandbox.ports import HOST

# Tells the keeper that its holder lives on: only this server goes.
STOP: Final = b"stop"
_START_SECONDS: Final = 30.0
_STOP_SECONDS: Final = 12.0
_POLL_SECONDS: Final = 0.02
_SETTINGS: Final = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "32MB",
    # The data goes with the sandbox: a crash of the machine has nothing to lose.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "timezone": "UTC",
    # Into the sandbox's log; a statement's error is its client's.
    "log_min_messages": "fatal",
}


@dataclass(frozen=True)
class Owner:
    """The cluster's master user and its first database."""

    user: str
    password: str
    database: str | None = None


class PostgreSQL:
    """A server process on its own port, with data of its own."""

    def __init__(self, cellar: Cellar) -> None:
        """Not started yet; the port is taken from now on, so that it can be told."""
        self._cellar = cellar
        self._keeper: subprocess.Popen[bytes] | None = None
        self._reserved = socket.socket()
        self._reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._reserved.bind((HOST, 0))
        self.port: int = self._reserved.getsockname()[1]

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._keeper is not None and self._keeper.poll() is None

    def start(self, owner: Owner) -> None:
        """Start it and wait until it takes connections.

        Raises:
            DatabaseError: it did not come up; nothing of it is left running.
        """
        place = self._cellar.place()
        place.programs.run("cp", "-a", str(place.template), str(place.data))
        _create(place, owner)
        self._reserved.close()
        self._keeper = subprocess.Popen(
            self._command(place),
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        self._await_ready(place)

    def stop(self) -> None:
        """End it and remove its data; a server that never started is forgotten."""
        self._reserved.close()
        if self._keeper is not None:
            self._keeper.communicate(STOP, _STOP_SECONDS)

    def _command(self, place: Place) -> list[str]:
        keeper = str(Path(__file__).with_name("keeper.py"))
        command = [sys.executable, "-I", keeper, place.programs.user or "-", str(place.data)]
        command += [str(place.programs.folder / "postgres"), "-D", str(place.data)]
        command += ["-p", str(self.port)]
        for name, value in _SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        return command

    def _await_ready(self, place: Place) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if _says_ready(place.data):
                return
            if self._keeper is None or self._keeper.poll() is not None:
                raise DatabaseError("PostgreSQL ended while it started")
            time.sleep(_POLL_SECONDS)
        self.stop()
        raise DatabaseError(f"PostgreSQL was not ready after {_START_SECONDS:.0f} s")


def _create(place: Place, owner: Owner) -> None:
    """Before it listens, in PostgreSQL's single-user mode: statements end with an empty line."""
    user, password = _name(owner.user), _text(owner.password)
    statements = [
        f"CREATE ROLE {user} LOGIN CREATEROLE CREATEDB PASSWORD {password};",
        f"GRANT pg_monitor, pg_signal_backend TO {user} WITH ADMIN OPTION;",
    ]
    if owner.database is not None:
        statements.append(f"CREATE DATABASE {_name(owner.database)} OWNER {user};")
    single_user = ("--single", "-j", "-D", str(place.data), "postgres")
    place.programs.run("postgres", *single_user, text="\n\n".join(statements) + "\n\n")


def _says_ready(data: Path) -> bool:
    """The last line of the server's own file says when."""
    try:
        return (data / "postmaster.pid").read_text().rstrip().endswith("ready")
    except FileNotFoundError:
        return False


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
