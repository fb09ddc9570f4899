"""A gate on loopback in front of a server: open, or closed as a cut network is. I/O: sockets."""

import socket
import socketserver
import threading
from typing import Final
from urllib.parse import urlsplit

_CHUNK: Final = 65536


class Gate:
    """Listens on a free port until it is removed; hands bytes on for as long as it is open."""

    def __init__(self, url: str) -> None:
        there = urlsplit(url)
        self._server = _Server(("127.0.0.1", 0), _Passage)
        self._server.there = (there.hostname or "", there.port or 80)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where to ask."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def shut(self) -> None:
        """Let nobody through any more; who is through is thrown out."""
        self._server.is_open = False
        for connection in list(self._server.passing):
            connection.close()

    def open(self) -> None:
        """Let everybody through again."""
        self._server.is_open = True

    def close(self) -> None:
        """Listen no longer."""
        self.shut()
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128
    is_open = True
    there: tuple[str, int]

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.passing: set[socket.socket] = set()


class _Passage(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        if not self.server.is_open:
            return
        with socket.create_connection(self.server.there) as far:
            near: socket.socket = self.request
            self.server.passing |= {near, far}
            back = threading.Thread(target=_pass_on, args=(far, near), daemon=True)
            back.start()
            _pass_on(near, far)
            back.join()
            self.server.passing -= {near, far}


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    try:
        while chunk := source.recv(_CHUNK):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        """One of both ends is gone."""
