"""What is at work in the engine, what ended and what failed, folded from its events. No I/O."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

from automation.core.engine_progress import EngineProgress

_LAST_KEPT: Final = 3


@dataclass(frozen=True)
class AtWork:
    """An operation that has begun and not ended; `seconds` since it began."""

    event: EngineProgress
    seconds: float


@dataclass(frozen=True)
class Reading:
    """The board at one moment.

    Attributes:
        seconds: since the engine was started.
        at_work: the oldest first.
        finished: the last few changes, the newest last.
        changed: changes that ended well.
        seen: other resources that were looked at and left as they are.
        total: changes that are expected; None where they are being found out.
    """

    seconds: float
    at_work: tuple[AtWork, ...]
    finished: tuple[EngineProgress, ...]
    changed: int
    seen: int
    failed: int
    total: int | None


class EngineBoard:
    """Takes events from the thread that reads them, and is read from another one."""

    def __init__(self, total: int | None, clock: Callable[[], float]) -> None:
        """Start the time.

        Args:
            total: changes that are expected, if that is known.
            clock: seconds, from any beginning.
        """
        self._total = total
        self._clock = clock
        self._began = clock()
        self._lock = Lock()
        self._at_work: dict[tuple[str, str, str], tuple[EngineProgress, float]] = {}
        self._finished: deque[EngineProgress] = deque(maxlen=_LAST_KEPT)
        self._changed = 0
        self._seen: set[tuple[str, str]] = set()
        self._failed = 0

    def take(self, event: EngineProgress) -> None:
        """Note that an operation began or ended."""
        with self._lock:
            if event.state == "started":
                if event.is_work:
                    self._at_work[event.key] = (event, self._clock())
                return
            self._at_work.pop(event.key, None)
            self._count(event)

    def read(self) -> Reading:
        """The board now."""
        with self._lock:
            now = self._clock()
            return Reading(
                seconds=now - self._began,
                at_work=tuple(AtWork(event, now - at) for event, at in self._at_work.values()),
                finished=tuple(self._finished),
                changed=self._changed,
                seen=len(self._seen),
                failed=self._failed,
                total=self._total,
            )

    def _count(self, event: EngineProgress) -> None:
        if event.state == "failed":
            self._failed += 1
        elif event.is_change:
            self._changed += 1
            self._finished.append(event)
        else:
            self._seen.add((event.type, event.resource))
