"""Which server stands behind which cluster. I/O: starts and stops servers, in threads."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sandbox.database.cellar import Cellar
from sandbox.database.postgresql import Owner, PostgreSQL
from sandbox.database.programs import DatabaseError

log: Final = logging.getLogger("sandbox")


class Clusters:
    """The servers of one sandbox, by the resource id of their cluster."""

    def __init__(self, home: Path) -> None:
        """No server yet.

        Args:
            home: folder of the sandbox.
        """
        self._cellar = Cellar(home)
        self._servers: dict[str, PostgreSQL] = {}
        self._turns: dict[str, threading.Lock] = {}

    def create(self, resource_id: str) -> int:
        """The port of a new cluster, at which nothing answers yet."""
        server = PostgreSQL(self._cellar)
        self._servers[resource_id] = server
        self._turns[resource_id] = threading.Lock()
        return server.port

    def start(self, resource_id: str, owner: Owner, when_done: Callable[[bool], None]) -> None:
        """Start a cluster's server if it does not run, without waiting for it.

        Args:
            resource_id: of the cluster.
            owner: its master user and database.
            when_done: is told, in another thread, whether connections are taken.
        """
        if resource_id not in self._servers:
            return

        def starting() -> None:
            with self._turns[resource_id]:
                when_done(_start(self._servers.get(resource_id), owner))

        threading.Thread(target=starting, daemon=True).start()

    def delete(self, resource_id: str) -> None:
        """End a cluster's server, and its data with it, without waiting for it."""
        server = self._servers.pop(resource_id, None)
        if server is None:
            return

        def stopping() -> None:
            with self._turns[resource_id]:
                server.stop()

        threading.Thread(target=stopping, daemon=True).start()

    def stop(self) -> None:
        """End all servers and wait for it; the folder goes."""
        stopping = [threading.Thread(target=server.stop) for server in self._servers.values()]
        for thread in stopping:
            thread.start()
        for thread in stopping:
            thread.join()
        self._cellar.remove()


def _start(server: PostgreSQL | None, owner: Owner) -> bool:
    if server is None:
        return False
    if server.running:
        return True
    try:
        server.start(owner)
    except DatabaseError:
        log.exception("the cluster's PostgreSQL did not start")
        return False
    return True
