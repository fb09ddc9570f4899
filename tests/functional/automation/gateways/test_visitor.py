"""A visitor, against a small server that says what it was sent."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from automation.gateways.visitor import VisitorGateway

pytestmark = pytest.mark.functional


class Echo(BaseHTTPRequestHandler):
    """Answers with what it got; `/hang` does not answer, `/plain` answers no JSON."""

    let_go = threading.Event()

    def _answer(self) -> None:
        if self.path == "/hang":
            self.let_go.wait(30)
            return
        sent = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        told = {"method": self.command, "sent": sent, "token": self.headers.get("authorization")}
        body = b"[1]" if self.path == "/list" else json.dumps(told).encode()
        body = b"<html>" if self.path == "/plain" else body
        self.send_response(409 if self.path == "/conflict" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Some", "thing")
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    Echo.let_go.set()
    server.shutdown()
    server.server_close()


def test_sends_json_and_the_token_and_reads_json(url: str) -> None:
    reply = VisitorGateway(f"{url}/").ask("PUT", "/x", body={"a": 1}, token="t")

    assert reply.status == 200
    assert reply.document == {"method": "PUT", "sent": '{"a": 1}', "token": "Bearer t"}
    assert reply.headers["x-some"] == "thing"
    assert reply.seconds > 0


def test_sends_neither_where_there_is_none(url: str) -> None:
    assert VisitorGateway(url).ask("GET", "/x").document == {
        "method": "GET",
        "sent": "",
        "token": None,
    }


@pytest.mark.parametrize(("path", "text"), [("/plain", "<html>"), ("/list", "[1]")])
def test_an_answer_that_is_no_json_object_is_text(url: str, path: str, text: str) -> None:
    reply = VisitorGateway(url).ask("GET", path)
    assert (reply.status, reply.document, reply.text) == (200, {}, text)


def test_another_status_is_an_answer(url: str) -> None:
    assert VisitorGateway(url).ask("GET", "/conflict").status == 409


def test_no_answer_in_time_is_an_answer_too(url: str) -> None:
    reply = VisitorGateway(url, timeout=0.2).ask("GET", "/hang")
    assert (reply.status, reply.said) == (0, "no answer (ReadTimeoutError)")
