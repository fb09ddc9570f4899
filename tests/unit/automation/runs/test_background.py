"""Work at a steady rhythm."""

from datetime import timedelta
from threading import Event

import pytest

from automation.runs.background import PATIENCE, GivenUpError, Recurring, in_background
from tests.builders import NOW
from tests.unit.automation.fakes import FakeBackground

EVERY = timedelta(seconds=30)
SECOND = timedelta(seconds=1)


class Work:
    """Counts how often it was done."""

    def __init__(self) -> None:
        self.done = 0
        self.fails = False

    def __call__(self) -> int:
        self.done += 1
        if self.fails:
            raise OSError("no")
        return self.done


def count(work: Work, seconds: int, background: FakeBackground | None = None) -> int:
    """How often it is done while a clock goes on, looked at once a second."""
    recurring = Recurring(work, EVERY, background or FakeBackground())
    for second in range(seconds):
        recurring.begin_if_due(NOW + second * SECOND)
        recurring.ended(NOW + second * SECOND)
    return work.done


def test_it_is_begun_at_once_and_then_at_its_rhythm() -> None:
    assert count(Work(), 30) == 1
    assert count(Work(), 91) == 4


def test_pauses_after_failures_grow_up_to_four_times_the_rhythm() -> None:
    work = Work()
    work.fails = True

    assert count(work, 30 + 60 + 120 + 120 + 1) == 4


def test_it_is_not_begun_twice_at_once() -> None:
    background = FakeBackground()
    background.declare_hanging(0)

    assert count(Work(), 60, background) == 0
    assert background.begun == 1


def test_work_that_does_not_end_is_given_up() -> None:
    background = FakeBackground()
    background.declare_hanging(0)
    recurring = Recurring(Work(), EVERY, background)
    recurring.begin_if_due(NOW)

    assert recurring.ended(NOW + PATIENCE) is None
    ended = recurring.ended(NOW + PATIENCE + SECOND)
    assert ended is not None
    with pytest.raises(GivenUpError, match="90 seconds"):
        ended.result()


def test_a_clock_that_is_set_back_makes_it_due() -> None:
    recurring = Recurring(Work(), EVERY, FakeBackground())
    recurring.begin_if_due(NOW)
    recurring.ended(NOW)

    recurring.begin_if_due(NOW - timedelta(hours=1))

    assert recurring.ended(NOW) is not None


def test_a_hurried_one_is_due_at_once() -> None:
    work = Work()
    recurring = Recurring(work, EVERY, FakeBackground())
    recurring.begin_if_due(NOW)
    recurring.ended(NOW)
    recurring.hurry()

    recurring.begin_if_due(NOW + SECOND)

    assert work.done == 2


def test_nobody_waits_for_work_in_the_background() -> None:
    may_end = Event()

    promise = in_background(lambda: may_end.wait(60))

    assert not promise.done()
    may_end.set()
    assert promise.result(timeout=60) is True


def test_what_work_in_the_background_raises_comes_with_its_result() -> None:
    work = Work()
    work.fails = True

    with pytest.raises(OSError, match="no"):
        in_background(work).result(timeout=60)
