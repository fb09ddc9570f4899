"""What a run told."""

from collections.abc import Iterator
from contextlib import contextmanager

from automation.core.engine_progress import EngineProgress, OnEngineProgress


class FakeReporter:
    """Keeps phases, lines, and what the engine was at.

    Attributes:
        totals: of each run of the engine, how many changes it was expected to make.
    """

    def __init__(self) -> None:
        self.phases: list[str] = []
        self.lines: list[str] = []
        self.totals: list[int | None] = []
        self.engine_events: list[EngineProgress] = []

    def phase(self, title: str) -> None:
        self.phases.append(title)

    def progress(self, text: str) -> None:
        self.lines.append(text)

    @contextmanager
    def engine(self, total: int | None) -> Iterator[OnEngineProgress]:
        self.totals.append(total)
        yield self.engine_events.append
