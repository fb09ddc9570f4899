"""Requests to moto, one at a time."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sandbox.serial import OneAtATime


def nothing(*_: Any) -> None:
    """A `start_response` that nobody looks at."""


def test_no_request_begins_before_the_former_answer_is_complete() -> None:
    inside = threading.Semaphore(1)

    def application(_environ: dict[str, Any], _start: Any) -> Iterator[bytes]:
        for part in (b"one", b"two"):
            assert inside.acquire(blocking=False)
            threading.Event().wait(0.001)
            inside.release()
            yield part

    serial = OneAtATime(application)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: serial({}, nothing), range(40)))

    assert answers == [[b"one", b"two"]] * 40


def test_a_request_that_fails_lets_the_next_one_in() -> None:
    def application(environ: dict[str, Any], _start: Any) -> list[bytes]:
        if environ.get("fails"):
            raise RuntimeError("no")
        return [b"well"]

    serial = OneAtATime(application)
    with pytest.raises(RuntimeError, match="no"):
        serial({"fails": True}, nothing)

    assert serial({}, nothing) == [b"well"]
