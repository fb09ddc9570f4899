"""Watches the platform as a user would, all the time, while something else goes on. I/O: HTTP."""

import threading
import time
from types import TracebackType
from typing import Final

from sandbox.demo.look import Seen, look

INTERVAL_SECONDS: Final = 0.4


class Watch:
    """A context in which the site is looked at again and again."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._began = 0.0
        self._seen: list[tuple[float, Seen]] = []

    @property
    def well_after(self) -> float | None:
        """Seconds until users were served and stayed served; None if they are not."""
        since = None
        for seconds, seen in self._seen:
            since = (since if since is not None else seconds) if seen.is_well else None
        return since

    def __enter__(self) -> "Watch":
        """Begin to look."""
        self._began = time.monotonic()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Look no more."""
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.is_set():
            seen = look(self._url)
            self._seen.append((time.monotonic() - self._began, seen))
            self._stop.wait(INTERVAL_SECONDS)
