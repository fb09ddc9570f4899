"""What an automatic decision tells people, on the terminal where nobody else is told. No I/O of
its own."""

from automation.core.notice import Notice
from automation.runs.ports import Reporter


class ToldNotices:
    """Shows a notice to whoever watches."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter

    def post(self, notice: Notice) -> None:
        """Show it."""
        self._reporter.phase(f"{notice.environment} is {notice.kind}: {notice.issue}")
        for action in notice.actions:
            self._reporter.progress(action)
