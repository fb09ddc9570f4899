"""What people were told."""

from automation.core.notice import Notice
from tests.unit.automation.fakes.calls import Calls


class FakeNotices:
    """Keeps what is posted; like the outbox, one notice once, however often it is posted."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self.posted: list[Notice] = []

    def post(self, notice: Notice) -> None:
        self._calls.mutate(f"post {notice.kind} {notice.key}", lambda: self._post(notice))

    def _post(self, notice: Notice) -> None:
        if (notice.kind, notice.key) not in {(each.kind, each.key) for each in self.posted}:
            self.posted.append(notice)
