"""The site gateway against a small server that answers well, badly, slowly or not at all."""

import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from automation.gateways.site import SiteGateway, site_url
from tests.builders import etag_of

pytestmark = pytest.mark.functional

ILL = {"status": "failing", "checks": {"database": "no answer in 2 s", "secret": "ok"}}


class Handler(BaseHTTPRequestHandler):
    """Answers by path."""

    answers = {
        "/": (200, b"page"),
        "/api/health": (200, b'{"status": "ok"}'),
        "/api/auth/health": (503, json.dumps(ILL).encode()),
        "/api/plain/health": (502, b"<html>bad gateway</html>"),
        "/api/odd/health": (503, b'{"checks": ["no", "mapping"]}'),
        "/api/empty/health": (500, b""),
        "/gone": (404, b"nothing here"),
    }
    let_slow_ones_end = threading.Event()

    def do_GET(self) -> None:
        if self.path == "/api/slow/health":
            self.let_slow_ones_end.wait(30)
            return
        if self.path == "/api/drip/health":
            self._drip()
            return
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/")
            self.end_headers()
            return
        if self.path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"the first words")
            return
        status, body = self.answers[self.path]
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        """A byte now and then, for ever."""
        self.send_response(200)
        self.end_headers()
        with suppress(ConnectionError):
            while not self.let_slow_ones_end.wait(0.02):
                self.wfile.write(b" ")

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    Handler.let_slow_ones_end.set()
    server.shutdown()
    server.server_close()


def test_a_good_answer_is_well(url: str) -> None:
    answer = SiteGateway(url).health("/api/health")

    assert answer.is_well
    assert (answer.path, answer.status) == ("/api/health", 200)


def test_a_bad_answer_tells_the_failing_checks_only(url: str) -> None:
    answer = SiteGateway(url).health("/api/auth/health")

    assert not answer.is_well
    assert answer.problem == "HTTP 503: database: no answer in 2 s"


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/api/plain/health", "HTTP 502: <html>bad gateway</html>"),
        ("/api/odd/health", 'HTTP 503: {"checks": ["no", "mapping"]}'),
        ("/api/empty/health", "HTTP 500"),
    ],
)
def test_an_answer_that_is_no_health_document_is_told_as_it_is(
    url: str, path: str, problem: str
) -> None:
    assert SiteGateway(url).health(path).problem == problem


def test_an_answer_that_does_not_come_in_time_is_a_problem(url: str) -> None:
    answer = SiteGateway(url, timeout=0.2).health("/api/slow/health")

    assert answer.status == 0
    assert "no answer (ReadTimeoutError)" in answer.problem


def test_an_answer_that_comes_in_drops_is_none_when_its_time_is_up(url: str) -> None:
    answer = SiteGateway(url, timeout=0.2).health("/api/drip/health")

    assert (answer.status, answer.problem) == (0, "no answer (TimeoutError)")


def test_an_answer_that_is_cut_off_is_none(url: str) -> None:
    answer = SiteGateway(url).page("/cut")

    assert (answer.status, answer.problem) == (0, "no answer (ProtocolError)")


def test_a_server_that_is_down_is_a_problem() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.server_close()

    answer = SiteGateway(f"http://127.0.0.1:{server.server_port}").health("/api/health")

    assert answer.status == 0
    assert answer.problem.startswith("no answer")


def test_a_page_has_the_digest_of_its_contents(url: str) -> None:
    answer = SiteGateway(url).page("/")

    assert answer.is_well
    assert answer.md5 == etag_of("page")


def test_a_missing_page_is_a_problem(url: str) -> None:
    assert SiteGateway(url).page("/gone").problem == "HTTP 404"


def test_a_redirect_is_no_page(url: str) -> None:
    assert SiteGateway(url).page("/moved").problem == "HTTP 302"


def test_an_address_may_end_with_a_slash(url: str) -> None:
    assert SiteGateway(f"{url}/").page("/").is_well


def test_another_door_can_be_named_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINICAL_TRIAL_SITE_URL_STAGING", "http://127.0.0.1:4572")
    monkeypatch.delenv("CLINICAL_TRIAL_SITE_URL_PROD", raising=False)

    assert site_url("staging", "https://released.example") == "http://127.0.0.1:4572"
    assert site_url("prod", "https://released.example") == "https://released.example"
