"""Answers requests on connections that stay open, as AWS does. I/O: the connection.

Source: RFC 9112, section 9.3. werkzeug's own handler closes each connection after one answer, since
it does not know how much of a request the application left unread. Here requests and answers are
small, so either is whole in memory: a client's next request needs no new connection, no new thread,
and none of the time that both take.
"""

import logging
from io import BytesIO
from typing import Any, Final

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.exceptions import InternalServerError
from werkzeug.test import run_wsgi_app

log: Final = logging.getLogger("sandbox")
# Source: RFC 9110, sections 15.3.5 and 15.4.5.
_WITHOUT_BODY: Final = frozenset({204, 304})


class Handler(MotoRequestHandler):
    """Answers at once instead of waiting for more to send; logs what failed only."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # An answer up to this size leaves in one piece. The provider sometimes closes the connection on
    # headers whose body is not there yet, and sends its request again: what it created is then
    # refused as there already, and a deployment fails by chance. Bytes.
    wbufsize = 256 * 1024

    def run_wsgi(self) -> None:
        """Answer one request; the connection stays, unless the client wants it closed."""
        self.wfile.flush()  # `100 Continue`, if the client waits to be let send
        self.environ = environ = self.make_environ()
        environ["wsgi.input"] = BytesIO(self._body(environ))
        chunks, status, headers = self._answer(environ)
        code, _, words = status.partition(" ")
        self._send(int(code), words, list(headers), b"".join(chunks))

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Record a request to AWS that AWS refused."""
        if str(code) >= "400":
            operation = self.headers.get("X-Amz-Target", "")
            log.info("aws %s %s %s %s", self.command, self.path.partition("?")[0], code, operation)

    def _body(self, environ: dict[str, Any]) -> bytes:
        given = environ["wsgi.input"]
        is_chunked = environ.get("wsgi.input_terminated", False)
        length = None if is_chunked else int(environ.get("CONTENT_LENGTH") or 0)
        return bytes(given.read() if length is None else given.read(length))

    def _answer(self, environ: dict[str, Any]) -> Any:
        try:
            return run_wsgi_app(self.server.app, environ, buffered=True)
        except Exception:
            log.exception("%s %s", self.command, self.path.partition("?")[0])
            return run_wsgi_app(InternalServerError(), environ, buffered=True)

    def _send(self, code: int, words: str, headers: list[tuple[str, str]], body: bytes) -> None:
        has_body = self.command != "HEAD" and code not in _WITHOUT_BODY
        self.send_response(code, words)
        for name, value in headers:
            if not (has_body and name.lower() == "content-length"):
                self.send_header(name, value)
        if has_body:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if has_body:
            self.wfile.write(body)
        self.wfile.flush()


class QuietHandler(Handler):
    """The gateways write their own access log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""
