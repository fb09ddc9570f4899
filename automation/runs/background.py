"""Work that nobody waits for. I/O: threads, which do not keep the process from ending."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, timedelta
from threading import Thread
from typing import Any, Final, Generic, Protocol, TypeVar

T = TypeVar("T")
# Work that takes longer is given up: one that never ends must not be the last one.
PATIENCE: Final = timedelta(seconds=90)
_MOST_DOUBLINGS: Final = 2


class Start(Protocol):
    """Begins work and gives the promise of what comes of it."""

    def __call__(self, work: Callable[[], Any], /) -> "Future[Any]":
        """Begin it."""


def in_background(work: Callable[[], Any], /) -> "Future[Any]":
    """Begin work in a thread of its own."""
    promise: Future[Any] = Future()

    def do() -> None:
        try:
            promise.set_result(work())
        except BaseException as error:  # noqa: BLE001 - whoever takes the result gets it
            promise.set_exception(error)

    Thread(target=do, daemon=True).start()
    return promise


def in_foreground(work: Callable[[], T], /) -> "Future[T]":
    """Do work, and wait for it."""
    promise: Future[T] = Future()
    try:
        promise.set_result(work())
    except Exception as error:  # noqa: BLE001 - whoever takes the result gets it
        promise.set_exception(error)
    return promise


class GivenUpError(Exception):
    """Work did not end in time."""


class Recurring(Generic[T]):
    """Work that is begun at a steady rhythm, one at a time, however long each takes.

    After failures in a row the pauses grow, up to four times the rhythm.
    """

    def __init__(self, work: Callable[[], T], every: timedelta, start: Start) -> None:
        self._work = work
        self._every = every
        self._start = start
        self._began: datetime | None = None
        self._promise: Future[T] | None = None
        self._failures = 0

    def hurry(self) -> None:
        """Let it be due at once."""
        self._began = None

    def begin_if_due(self, now: datetime) -> None:
        """Begin it, if it is time. A clock that was set back makes it due, too."""
        if self._promise is None and self._is_due(now):
            self._began = now
            self._promise = self._start(self._work)

    def ended(self, now: datetime) -> "Future[T] | None":
        """What came of it, once; None while it is under way."""
        promise = self._promise
        if promise is None:
            return None
        if not promise.done():
            if self._began is None or now - self._began <= PATIENCE:
                return None
            promise = Future()
            promise.set_exception(GivenUpError(f"no answer within {PATIENCE.seconds} seconds"))
        self._promise = None
        self._failures = 0 if promise.exception() is None else self._failures + 1
        return promise

    def _is_due(self, now: datetime) -> bool:
        pause = self._every * 2 ** min(self._failures, _MOST_DOUBLINGS)
        return self._began is None or not self._began <= now < self._began + pause
