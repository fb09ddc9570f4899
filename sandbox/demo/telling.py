"""What every story has: where it is told, and how it ends. I/O: one console."""

import time

from sandbox.demo.screen import Screen
from sandbox.demo.shown import ShownStage
from sandbox.demo.stage import Stage


class Telling:
    """One telling of a story."""

    def __init__(self, stage: Stage, screen: Screen) -> None:
        self._stage = stage
        self._screen = screen
        self._shown = ShownStage(stage, screen)
        self._began = time.monotonic()

    def close(self) -> None:
        """What it took."""
        seconds = time.monotonic() - self._began
        self._screen.act("Done", f"{self._screen.claims} claims checked in {seconds:.0f} s.")
