"""One request at a time: moto's memory is not made for threads. WSGI middleware, no I/O of its own.

Threads that interleave in moto now and then walk through a dictionary that another one changes. The
answer is a 500, the SDK repeats the request, and where the first one had done its work already the
repetition is refused: a deployment fails by chance. AWS answers each request as a whole.
"""

import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any

from werkzeug.wsgi import ClosingIterator

WsgiApplication = Callable[..., Any]


class OneAtATime:
    """Lets one request into an application, until its answer is complete."""

    def __init__(self, application: WsgiApplication) -> None:
        self._application = application
        self._turn = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """Serve one request; sending the answer holds nobody up."""
        with self._turn, closing(ClosingIterator(self._application(environ, start_response))) as it:
            return list(it)
