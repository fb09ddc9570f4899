import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sandbox.load.generator import AT_ONCE, MOST_A_SECOND, Load, LoadError
from sandbox.load.tally import NO_ANSWER


class Counting(BaseHTTPRequestHandler):
    """Says no to every second path, and how many it answered at once."""

    lock = threading.Lock()
    now = 0
    most = 0

    def do_GET(self) -> None:
        with Counting.lock:
            Counting.now += 1
            Counting.most = max(Counting.most, Counting.now)
        self.send_response(503 if self.path == "/bad" else 200)
        self.send_header("Content-Length", "0")
        # Before the answer: the asker may come again as soon as it has it.
        with Counting.lock:
            Counting.now -= 1
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_sends_exactly_as_many_as_were_asked_for_by_turns(site: str) -> None:
    load = Load(site, 100, 0.4, ["/good", "/bad"])
    with load:
        load.wait()

    assert load.is_over
    assert load.tally.statuses == {200: 20, 503: 20}
    assert Counting.most <= AT_ONCE


def test_leaving_ends_it_early(site: str) -> None:
    with Load(site, 1, 60, ["/good"]) as load:
        pass

    assert load.is_over
    assert load.tally.total <= 1


def test_silence_is_counted() -> None:
    load = Load("http://127.0.0.1:9", 50, 0.1, ["/"])
    with load:
        load.wait()

    assert load.tally.statuses == {NO_ANSWER: 5}


@pytest.mark.parametrize(
    ("url", "rps", "seconds", "path", "told"),
    [
        ("http://example.com", 1, 1, "/", "not on this machine"),
        ("http://10.0.0.1:80", 1, 1, "/", "not on this machine"),
        ("http://127.0.0.1:1", 1, 1, "@example.com/", "begins with /"),
        ("http://127.0.0.1:1", 0, 1, "/", "requests a second"),
        ("http://127.0.0.1:1", MOST_A_SECOND + 1, 1, "/", "requests a second"),
        ("http://127.0.0.1:1", 100, 3600, "/", "in all"),
        ("http://127.0.0.1:1", float("nan"), 1, "/", "requests a second"),
    ],
)
def test_what_is_not_to_be_made_is_refused(
    url: str, rps: float, seconds: float, path: str, told: str
) -> None:
    with pytest.raises(LoadError, match=told):
        Load(url, rps, seconds, [path])
