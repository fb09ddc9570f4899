"""A door to a platform that is cheap to ask: the page is the real one, health is always well.

The real gateway starts a process for each function that it asks. A run asks all of them three
times, and the suites make hundreds of runs; they ask the real gateway once, at the end.
"""

import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import SplitResult, urlsplit


class Door:
    """Listens on a free port until it is closed."""

    def __init__(self, site_url: str) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.site = urlsplit(site_url)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where to ask."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Listen no longer."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    site: SplitResult


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        status, body = (200, b'{"status": "ok"}') if self.path != "/" else self._page()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _page(self) -> tuple[int, bytes]:
        site = self.server.site
        connection = HTTPConnection(site.hostname or "", site.port)
        connection.request("GET", "/")
        answer = connection.getresponse()
        return answer.status, answer.read()

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            """The process at the other end is gone."""

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""
