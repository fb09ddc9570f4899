"""Lambda's queue of asynchronous invocations: runs, tries again, gives up. Starts threads.

- A function that fails is tried twice more, after one minute and after two, or as often as its
  event invoke configuration says; then the event goes to its dead-letter queue.
- No more of them run at once than its reserved concurrency; where that is 0 they go to the
  dead-letter queue at once.
Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html and, for
the message's attributes, https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
"""

import json
import logging
import threading
import time
import uuid
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Final

from sandbox.gateway import deployed
from sandbox.gateway.dead_letters import DeadLetters
from sandbox.gateway.invocation import HandlerFailedError, Invoker
from sandbox.gateway.versions import version_now

log: Final = logging.getLogger("sandbox")
# Minutes before each further attempt.
WAITS: Final = (1, 2)


@dataclass(frozen=True)
class Accepted:
    """An event that a function is to get."""

    name: str
    qualifier: str | None
    event: Any
    request_id: str


class Asynchronous:
    """The queues of all functions."""

    def __init__(self, invoker: Invoker, dead_letters: DeadLetters, minute: float) -> None:
        """Start with nothing to do.

        Args:
            invoker: runs the code.
            dead_letters: takes what failed for good.
            minute: seconds that a minute lasts.
        """
        self._invoker = invoker
        self._dead_letters = dead_letters
        self._minute = minute
        self._lock = threading.Lock()
        self._turns: dict[tuple[str, int], threading.Semaphore] = {}

    def accept(self, name: str, qualifier: str | None, event: Any) -> None:
        """Take an event; returns at once, and from then on it is Lambda's to see to."""
        accepted = Accepted(name, qualifier, event, str(uuid.uuid4()))
        threading.Thread(target=self._see_to, args=(accepted,), daemon=True).start()

    def _see_to(self, accepted: Accepted) -> None:
        failure = None
        for wait in (0, *WAITS[: deployed.retries(accepted.name)]):
            time.sleep(wait * self._minute)
            failure = self._attempt(accepted)
            if failure is None:
                return
            if deployed.is_off(accepted.name):
                break
        self._bury(accepted, failure)

    def _attempt(self, accepted: Accepted) -> str | None:
        """What went wrong, None if it was done."""
        with self._turn(accepted.name):
            version = version_now(accepted.name, accepted.qualifier)
            if version is None:
                return "the function is gone"
            if deployed.is_off(accepted.name):
                return "Rate Exceeded."
            try:
                self._invoker.invoke(
                    version, accepted.event, accepted.request_id, version.timeout_seconds
                )
            except HandlerFailedError as error:
                log.warning("%s:%s failed: %s", version.name, version.number, error)
                return json.dumps(error.document)
        return None

    def _turn(self, name: str) -> AbstractContextManager[Any]:
        reserved = deployed.reserved_concurrency(name)
        if not reserved:
            return nullcontext()
        with self._lock:
            return self._turns.setdefault((name, reserved), threading.Semaphore(reserved))

    def _bury(self, accepted: Accepted, failure: str | None) -> None:
        queue = deployed.dead_letter_target(accepted.name)
        if queue is None:
            log.error("%s: an event is lost, there is no dead-letter queue", accepted.name)
            return
        attributes = {
            "RequestID": accepted.request_id,
            "ErrorCode": "429" if deployed.is_off(accepted.name) else "200",
            "ErrorMessage": (failure or "")[:1024],
        }
        self._dead_letters.send(queue, json.dumps(accepted.event), attributes)
