"""The record of every call that changes something, and faults at chosen ones.

A fake asks `Calls.mutate` to make each change. So a test can count the changes, compare their
order, and let the n-th one fail in one of four ways.
"""

import threading
from collections.abc import Callable
from enum import Enum
from typing import TypeVar

from botocore.exceptions import ClientError, ReadTimeoutError

T = TypeVar("T")


class Fault(Enum):
    """How a call that changes something can fail."""

    REFUSED = "refused"  # AWS says no, nothing is changed
    ANSWER_LOST = "applied, but the answer lost"  # it is changed, the caller doesn't know
    THROTTLED = "throttled"  # botocore gave up after its retries, nothing is changed
    KILLED_BEFORE = "killed before it"  # the process ends before the call reaches AWS
    KILLED_AFTER = "killed after it"  # the process ends before the answer reaches it


class ProcessKilledError(BaseException):
    """SIGKILL, as far as code in one process can have it: no `except Exception` sees it, and
    nothing that runs on its way out can change anything any more."""


class Calls:
    """The calls that changed something or would have, in order, across all fakes of a world."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self._fault: tuple[int, Fault] | None = None
        self._before: dict[int, list[Callable[[], object]]] = {}
        self._killed = False
        self._lock = threading.RLock()

    def declare_fault(self, at: int, fault: Fault) -> None:
        """Let one call fail.

        Args:
            at: which one, the first is 0; counted from the first call ever made.
            fault: how.
        """
        self._fault = (at, fault)

    def declare_before(self, at: int, happening: Callable[[], object]) -> None:
        """What somebody else does right before a call takes effect, numbered as for a fault."""
        self._before.setdefault(at, []).append(happening)

    def restart_process(self) -> None:
        """After a kill: another process, which can call again; the record goes on."""
        self._killed = False
        self._fault = None

    def forget(self) -> None:
        """Begin a new record."""
        self.made.clear()

    def matching(self, start: str) -> list[str]:
        """The calls whose text begins so."""
        return [call for call in self.made if call.startswith(start)]

    def mutate(self, call: str, apply: Callable[[], T]) -> T:
        """Make a change, or fail as declared.

        Args:
            call: what is called on what, `point_alias clinical-trial-api-prod 1`.
            apply: makes the change and gives the answer.
        """
        with self._lock:
            if self._killed:
                raise ProcessKilledError
            number = len(self.made)
            self.made.append(call)
            for happening in self._before.pop(number, ()):
                happening()
            if self._fault is None or self._fault[0] != number:
                return apply()
            return self._fail(self._fault[1], call, apply)

    def _fail(self, fault: Fault, call: str, apply: Callable[[], T]) -> T:
        if fault is Fault.REFUSED:
            raise aws_error("AccessDeniedException", call)
        if fault is Fault.THROTTLED:
            raise aws_error("ThrottlingException", call)
        if fault is not Fault.KILLED_BEFORE:
            apply()
        if fault is Fault.ANSWER_LOST:
            raise ReadTimeoutError(endpoint_url="https://aws.example")
        self._killed = True
        raise ProcessKilledError


def aws_error(code: str, operation: str) -> ClientError:
    """An error as botocore raises it."""
    return ClientError({"Error": {"Code": code, "Message": f"{code} for a test"}}, operation)
