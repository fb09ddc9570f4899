"""Ctrl-C and SIGTERM ask for a stop at the next safe point instead of cutting a step in two.

I/O: the process's signal handlers, put back as they were afterwards.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from automation.runs.ports import Reporter
from automation.runs.stopping import StopRequest


@contextmanager
def stop_on_signals(reporter: Reporter) -> Iterator[StopRequest]:
    """Catch both signals for as long as the context lasts; a second one interrupts at once."""
    stop = StopRequest()

    def handle(number: int, frame: FrameType | None) -> None:
        name = signal.Signals(number).name
        if stop.is_asked:
            raise KeyboardInterrupt
        stop.ask(name)
        reporter.progress(f"{name}: stopping after this step; a second one stops at once")

    caught = (signal.SIGINT, signal.SIGTERM)
    earlier = {number: signal.signal(number, handle) for number in caught}
    try:
        yield stop
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
