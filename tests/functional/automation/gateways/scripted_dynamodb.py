"""DynamoDB that answers by a script: a local HTTP server in its place, asked by the real client.

I/O: listens on the loopback interface.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class ScriptedDynamoDB:
    """Gives one answer a call, the last one from then on.

    Attributes:
        calls: operations that were asked for.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.url = ""
        self._answers: list[tuple[int, dict[str, Any]]] = [(200, {})]

    def declare_answers(self, *answers: tuple[int, dict[str, Any]]) -> None:
        """What the next calls get."""
        self._answers = list(answers)

    def answer(self, operation: str) -> tuple[int, dict[str, Any]]:
        """The next answer of the script."""
        self.calls.append(operation)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


DONE: tuple[int, dict[str, Any]] = (200, {})


def refusal(code: str, **more: object) -> tuple[int, dict[str, Any]]:
    """An error as DynamoDB words it."""
    return 400, {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": code} | more


def cancelled(*codes: str) -> tuple[int, dict[str, Any]]:
    """A cancelled transaction, with a reason for each part."""
    reasons = [{"Code": code} for code in codes]
    return refusal("TransactionCanceledException", CancellationReasons=reasons)


@contextmanager
def serving(script: ScriptedDynamoDB) -> Iterator[ScriptedDynamoDB]:
    """Serve a script at its `url`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            status, body = script.answer(self.headers["X-Amz-Target"].rpartition(".")[2])
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
