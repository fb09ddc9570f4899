"""What people were told."""

from automation.core.notice import Notice
from tests.unit.automation.fakes.calls import Calls


class FakeNotices:
    """Keeps what is posted; like the outbox, one notice once, however often it is posted."""

    def __init__(self, calls: Calls | None = None) -> None:
        self._calls = calls or Calls()
        self.posted: list[Notice] = []

    def post(self, notice: Notice) -> None:
        self._calls.mutate(f"post {notice.kind} {notice.key}", lambda: self._post(notice))

    @property
    def kinds(self) -> list[str]:
        """Of what was posted, in order."""
        return [notice.kind for notice in self.posted]

    def _post(self, notice: Notice) -> None:
        is_known = any((each.kind, each.key) == (notice.kind, notice.key) for each in self.posted)
        if notice.kind == "progress" or not is_known:
            self.posted.append(notice)
