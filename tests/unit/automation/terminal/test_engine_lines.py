"""The engine's work in plain lines."""

from automation.core.engine_progress import EngineProgress, State
from automation.terminal.engine_board import EngineBoard
from automation.terminal.engine_lines import LONG_SECONDS, EngineLines, told_in_lines


def event(name: str, state: State, operation: str = "update", seconds: float = 0) -> EngineProgress:
    return EngineProgress(f"clinical-trial-dev-{name}", "Function", operation, state, seconds)


class Told:
    """Lines that were told, at times that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0
        self.lines: list[str] = []
        self.engine = EngineLines(EngineBoard(None, lambda: self.now), self.lines.append)


def test_a_change_is_told_as_it_begins_and_what_stays_is_not() -> None:
    told = Told()

    for each in (event("api", "started"), event("api", "done"), event("auth", "started", "same")):
        told.engine.take(each)

    assert told.lines == ["update api"]


def test_a_failure_is_told_with_the_time_it_took() -> None:
    told = Told()

    told.engine.take(event("api", "failed", seconds=75))

    assert told.lines == ["update api (Function) failed after 1 min 15 s"]


def test_what_takes_long_is_told_once_more() -> None:
    told = Told()
    told.engine.take(event("acl", "started", "refresh"))

    told.now = LONG_SECONDS - 1
    told.engine.tell_long_waits()
    before = list(told.lines)
    told.now = LONG_SECONDS
    told.engine.tell_long_waits()
    told.now = 5 * LONG_SECONDS
    told.engine.tell_long_waits()

    assert before == []
    assert told.lines == ["still at work after 10 s: refresh acl"]


def test_what_ended_in_time_is_not_told_again() -> None:
    told = Told()
    told.engine.take(event("api", "started"))
    told.engine.take(event("api", "done"))
    told.now = 2 * LONG_SECONDS

    told.engine.tell_long_waits()

    assert told.lines == ["update api"]


def test_long_waits_are_looked_for_as_long_as_the_engine_runs() -> None:
    now, lines = [0.0], list[str]()

    with told_in_lines(EngineBoard(None, lambda: now[0]), lines.append, every=0.001) as take:
        take(event("api", "started"))
        now[0] = 60.0
        while len(lines) < 2:
            pass

    assert lines == ["update api", "still at work after 1 min 00 s: update api"]
