"""The engine's events folded into what is at work, what ended and what failed."""

from automation.core.engine_progress import EngineProgress, State
from automation.terminal.engine_board import EngineBoard


class Clock:
    """Seconds that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def event(name: str, state: State, operation: str = "update") -> EngineProgress:
    return EngineProgress(name, "Function", operation, state)


def test_what_began_and_has_not_ended_is_at_work_with_its_age_and_the_oldest_is_first() -> None:
    clock = Clock()
    board = EngineBoard(None, clock)
    board.take(event("api", "started"))
    clock.now += 5
    board.take(event("auth", "started"))
    board.take(event("reports", "started"))
    board.take(event("reports", "done"))
    clock.now += 2

    at_work = [(each.event.resource, each.seconds) for each in board.read().at_work]

    assert at_work == [("api", 7.0), ("auth", 2.0)]
    assert board.read().seconds == 7.0


def test_changes_that_ended_well_are_counted_and_the_last_few_are_kept() -> None:
    board = EngineBoard(5, Clock())
    for name in ("a", "b", "c", "d"):
        board.take(event(name, "started"))
        board.take(event(name, "done"))

    reading = board.read()

    assert (reading.changed, reading.total) == (4, 5)
    assert [each.resource for each in reading.finished] == ["b", "c", "d"]


def test_what_is_only_looked_at_is_counted_once_and_is_no_change() -> None:
    board = EngineBoard(None, Clock())
    for operation in ("refresh", "same"):
        board.take(event("api", "started", operation))
        board.take(event("api", "done", operation))

    reading = board.read()

    assert (reading.changed, reading.seen) == (0, 1)
    assert reading.finished == ()


def test_what_stays_the_same_is_never_at_work() -> None:
    board = EngineBoard(None, Clock())

    board.take(event("stack", "started", "same"))

    assert board.read().at_work == ()


def test_what_failed_is_counted_and_no_longer_at_work() -> None:
    board = EngineBoard(1, Clock())
    board.take(event("api", "started"))
    board.take(event("api", "failed"))

    reading = board.read()

    assert (reading.failed, reading.changed, reading.at_work) == (1, 0, ())
