"""Connections to the sandbox stay open, and each answer on one belongs to its request."""

import socket
from collections.abc import Iterable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from typing import Any

import pytest
from werkzeug.serving import make_server

from sandbox.handler import QuietHandler
from sandbox.ports import HOST
from sandbox.server import listen

pytestmark = pytest.mark.functional


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Tells the request's method and body; `/ignore` reads none of it, `/broken` fails."""
    if environ["PATH_INFO"] == "/broken":
        raise LookupError("nobody expected this")
    if environ["PATH_INFO"] == "/empty":
        start_response("204 No Content", [])
        return []
    body = b"" if environ["PATH_INFO"] == "/ignore" else environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "999")])
    return [environ["REQUEST_METHOD"].encode(), b" ", body]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = listen(0, application, QuietHandler)
    yield server.port
    server.shutdown()
    server.server_close()


@pytest.fixture
def connection(port: int) -> Iterator[HTTPConnection]:
    with closing(HTTPConnection(HOST, port, timeout=10)) as made:
        yield made


def ask(
    connection: HTTPConnection, method: str, path: str, body: Any = None
) -> tuple[int, bytes, Any]:
    connection.request(method, path, body)
    answer = connection.getresponse()
    return answer.status, answer.read(), connection.sock


def test_requests_one_after_the_other_share_a_connection(connection: HTTPConnection) -> None:
    asked = [
        ("PUT", "/", b"first", b"PUT first"),
        ("POST", "/ignore", b"what nobody reads" * 5000, b"POST "),
        ("HEAD", "/", None, b""),
        ("DELETE", "/", None, b"DELETE "),
        # Sent in chunks, as its length is not known.
        ("PUT", "/", iter([b"in ", b"parts"]), b"PUT in parts"),
    ]

    answers = [ask(connection, method, path, body) for method, path, body, _ in asked]

    assert [(status, said) for status, said, _ in answers] == [(200, it[3]) for it in asked]
    assert len({id(sock) for *_, sock in answers}) == 1
    assert answers[0][2] is not None


def test_an_answer_without_a_body_and_one_that_failed_leave_the_connection_open(
    connection: HTTPConnection,
) -> None:
    empty, broken, after = (ask(connection, "GET", path) for path in ("/empty", "/broken", "/"))

    assert empty[:2] == (204, b"")
    assert broken[0] == 500
    assert b"LookupError" not in broken[1]
    assert after[:2] == (200, b"GET ")
    assert empty[2] is broken[2] is after[2] is not None


def test_a_client_that_waits_to_be_let_send_is(port: int) -> None:
    with closing(socket.create_connection((HOST, port), timeout=10)) as own:
        own.sendall(
            b"PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"
        )
        assert own.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        own.sendall(b"body")
        with own.makefile("rb") as said:
            assert said.readline() == b"HTTP/1.1 200 OK\r\n"


def test_a_client_that_wants_the_connection_closed_gets_that(port: int) -> None:
    with closing(socket.create_connection((HOST, port), timeout=10)) as own:
        own.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        with own.makefile("rb") as said:
            assert said.read().endswith(b"GET ")


class Counted(socket.socket):
    """The server's end of a connection; keeps each piece that leaves by it."""

    def __init__(self, end: socket.socket) -> None:
        super().__init__(fileno=end.detach())
        self.sent: list[bytes] = []

    def send(self, piece: Any, *flags: int) -> int:
        self.sent.append(bytes(piece))
        return super().send(piece, *flags)

    def sendall(self, piece: Any, *flags: int) -> None:
        self.sent.append(bytes(piece))
        super().sendall(piece, *flags)

    def setsockopt(self, *_: Any) -> None:
        """No option of TCP is one of a pair of sockets."""


def test_an_answer_leaves_in_one_piece() -> None:
    server = make_server(HOST, 0, application, request_handler=QuietHandler)
    near, far = socket.socketpair()
    with closing(far), closing(Counted(near)) as counted:
        far.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        QuietHandler(counted, (HOST, 0), server)
    server.server_close()

    (answer,) = counted.sent
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"\r\n\r\nGET ")
