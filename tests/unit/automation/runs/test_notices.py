"""Posting never raises, whatever the outbox or the screen do."""

import subprocess
import sys

from automation.core.notification_settings import NotificationSettings
from automation.runs.notices import OutboxNotices
from sandbox.home import REPOSITORY
from tests.builders import notice, notification_settings
from tests.unit.automation.fakes import FakeOutbox, aws_error

# What the function of the automatic rollback does not carry along.
_HEAVY = ("jinja2", "slack_sdk", "pagerduty", "click", "rich", "pulumi", "httpx2")


def test_a_notice_is_written_once_however_often_it_is_posted() -> None:
    outbox, posted = FakeOutbox(), list[str]()
    notices = OutboxNotices(outbox, notification_settings(), print, lambda: posted.append("!"))

    notices.post(notice())
    notices.post(notice())

    assert len(outbox.letters()) == 3
    assert len(posted) == 2


def test_nobody_is_told_where_nothing_is_set_up() -> None:
    outbox = FakeOutbox()

    OutboxNotices(outbox, None, print).post(notice())
    OutboxNotices(outbox, NotificationSettings(), print).post(notice())

    assert outbox.letters() == ()


def test_an_outbox_that_is_away_is_told_in_a_line() -> None:
    outbox, said = FakeOutbox(), list[str]()
    outbox.declare_broken(aws_error("AccessDeniedException", "TransactWriteItems"))

    OutboxNotices(outbox, notification_settings(), said.append).post(notice())

    assert said == ["nobody could be told that this is initiated (ClientError); it goes on"]


def test_a_screen_that_is_away_too_stops_nothing() -> None:
    def tell(line: str) -> None:
        raise BrokenPipeError

    outbox = FakeOutbox()
    outbox.declare_broken(ValueError("no"))

    OutboxNotices(outbox, notification_settings(), tell).post(notice())

    assert outbox.kept() == ()


def test_posting_imports_neither_a_channels_library_nor_the_screens() -> None:
    code = f"import sys, automation.runs.notices\nprint(sorted(set({_HEAVY!r}) & set(sys.modules)))"

    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )

    assert ran.stdout.strip() == "[]"
