"""What a rollback tells people of itself: its beginning, its progress, its end. I/O: the notices.

The words of an error are not told: they may quote anything. The journal has them.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from automation.core.errors import OperatorError
from automation.core.journal import RunRecord
from automation.core.notice import Notice, NoticeKind
from automation.core.run_notice import notice_of
from automation.core.telling import UPDATE_EVERY
from automation.runs.clock import Clock
from automation.runs.ports import Notices


class NobodyTold:
    """Notices where nobody is to be told."""

    def post(self, notice: Notice) -> None:
        """Nothing."""


class Announcing:
    """One run's announcements.

    Args:
        notices: where they go.
        clock: the run's.
        run: its head.
        actions: what was done before this process began.
        is_taken_up: whether another process had begun it.
    """

    def __init__(
        self,
        notices: Notices,
        clock: Clock,
        run: RunRecord,
        actions: tuple[str, ...] = (),
        *,
        is_taken_up: bool = False,
        update_seconds: float = UPDATE_EVERY.total_seconds(),
    ) -> None:
        self._notices = notices
        self._clock = clock
        self._run = run
        self._actions = list(actions)
        self._is_taken_up = is_taken_up
        self._doing: str | None = None
        self._update_seconds = update_seconds
        self._ended = threading.Event()

    def doing(self, action: str) -> None:
        """A step begins."""
        self._doing = action

    def did(self, action: str) -> None:
        """A step is done."""
        self._actions.append(action)
        self._doing = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Tell of the beginning, and of the progress for as long as it works."""
        self._post("acknowledged" if self._is_taken_up else "initiated")
        threading.Thread(target=self._update, name="updates", daemon=True).start()
        try:
            yield
        finally:
            self._ended.set()

    def ended(self, run: RunRecord) -> None:
        """Tell of a good end."""
        self._post("completed" if run.status == "finished" else "aborted")

    def stopped(self, error: Exception, way_on: str) -> None:
        """Tell that somebody has to go on.

        Args:
            error: what stopped it.
            way_on: the command to type.
        """
        known = isinstance(error, OperatorError) and type(error).__doc__
        why = str(known).splitlines()[0].rstrip(".") if known else "something nobody foresaw"
        where = f"stopped in `{self._doing}`" if self._doing else "stopped between two steps"
        self._post("failed", f"{where}: {why} ({type(error).__name__})", way_on)

    def _update(self) -> None:
        while not self._ended.wait(self._update_seconds):
            self._post("progress")

    def _post(self, kind: NoticeKind, last: str | None = None, command: str | None = None) -> None:
        """Whatever goes wrong in telling must not stop what is told of."""
        with suppress(Exception):
            actions = (*self._actions, *([last] if last else []))
            now = self._clock.now()
            self._notices.post(notice_of(self._run, kind, now, actions, command))
