"""The folder of a sandbox's databases: programs, template, a data folder each. I/O: files.

Below the sandbox's home, but for root below the system's folder for temporary files, since the user
who runs PostgreSQL for root must be able to reach it and a home may be closed to others.
"""

import os
import shutil
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sandbox.database.programs import SUPERUSER, Programs, programs
from sandbox.ports import HOST

# As Aurora's: password authentication over TCP only; there is no other way in.
_WHO_MAY_CONNECT: Final = f"host all all {HOST}/32 scram-sha-256\n"


@dataclass(frozen=True)
class Place:
    """What a server is made of: programs, a data folder to copy, and where its own is to be."""

    programs: Programs
    template: Path
    data: Path


class Cellar:
    """Gives places; the first one waits for the template, which takes about a second."""

    def __init__(self, home: Path) -> None:
        """Nothing is written before the first place is asked for.

        Args:
            home: folder of the sandbox.
        """
        self._home = home
        self._making = threading.Lock()
        self._root: Path | None = None
        self._number = 0

    def place(self) -> Place:
        """Room for one more server.

        Raises:
            DatabaseError: PostgreSQL is missing, or the template could not be made.
        """
        with self._making:
            root = self._root = self._root or self._made()
            self._number += 1
            ready = programs(root)
            template = root / "template"
            if not template.exists():
                _fill(template, ready)
            return Place(ready, template, root / f"cluster-{self._number}")

    def remove(self) -> None:
        """Remove the folder; its servers must be stopped."""
        if self._root is not None:
            shutil.rmtree(self._root, ignore_errors=True)

    def _made(self) -> Path:
        self._home.mkdir(parents=True, exist_ok=True)
        place = tempfile.gettempdir() if os.geteuid() == 0 else self._home
        root = Path(tempfile.mkdtemp(prefix="clinical-trial-database-", dir=place))
        programs(root).give(root)
        return root


def _fill(template: Path, ready: Programs) -> None:
    """A data folder as `initdb` makes it, with the sandbox's rules."""
    ready.run(
        *("initdb", "--no-sync", "-D", str(template), "-U", SUPERUSER, "-E", "UTF8"),
        *("--locale=C.UTF-8", "--auth=reject"),
    )
    (template / "pg_hba.conf").write_text(_WHO_MAY_CONNECT)
