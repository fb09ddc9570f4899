"""An answer that the engine's provider lost is given again. WSGI middleware, no I/O of its own.

Once in a few hundred requests the provider's SDK for Go gives up a connection on loopback that has
just brought an answer, and sends the request again on another one within a tenth of a second. What
was created is then refused as there already, and a deployment fails by chance. An SDK names a
request and its repetitions by one invocation id, so here the repetition gets the first answer.
Other clients meet the repetition as on AWS: the tests of lost answers depend on it.
Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final

from werkzeug.wrappers import Response

log: Final = logging.getLogger("sandbox")
_KEPT: Final = 1000
_PROVIDER: Final = "aws-sdk-go"
_READS: Final = frozenset({"GET", "HEAD"})


class Repetitions:
    """Lets a request of the provider through once."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application
        self._answers: OrderedDict[str, Response] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer one request."""
        invocation = environ.get("HTTP_AMZ_SDK_INVOCATION_ID")
        is_providers = _PROVIDER in environ.get("HTTP_USER_AGENT", "")
        if invocation is None or not is_providers or environ["REQUEST_METHOD"] in _READS:
            return self._application(environ, start_response)
        return self._once(invocation, environ)(environ, start_response)

    def _once(self, invocation: str, environ: dict[str, Any]) -> Response:
        with self._lock:
            known = self._answers.get(invocation)
        if known is not None:
            log.info("the answer to %s was lost; it is given again", environ["PATH_INFO"])
            return known
        answer = Response.from_app(self._application, environ, buffered=True)
        if answer.status_code < 500:
            self._keep(invocation, answer)
        return answer

    def _keep(self, invocation: str, answer: Response) -> None:
        with self._lock:
            self._answers[invocation] = answer
            while len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
