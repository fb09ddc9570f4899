"""What a rollback tells of itself, from its beginning to whichever end it takes."""

import threading
from datetime import timedelta

import pytest

from automation.core.errors import UnhealthyError
from automation.core.notice import Notice
from automation.core.plan import Phase
from automation.runs.announcing import Announcing
from automation.runs.journal import Journal
from automation.runs.lease import HeldLease
from tests.builders import COMMIT_A, NOW, REQUESTER, run_record
from tests.unit.automation.fakes import FakeClock, FakeNotices
from tests.unit.automation.platform_in_memory import RUN, Platform

CANARY = "hunter2"


def rolled_back(platform: Platform) -> None:
    rollback = platform.rollback()
    rollback.carry_out(platform.agreement_for(rollback))


def test_a_rollback_tells_its_beginning_and_its_end() -> None:
    platform = Platform("dev")

    rolled_back(platform)

    first, last = platform.notices.posted
    assert (first.kind, last.kind) == ("initiated", "completed")
    assert first.key == last.key == first.run_id == RUN
    assert first.began_at == last.began_at == NOW
    assert last.version == platform.good.commit
    assert last.components == ("functions", "frontend")
    assert last.actions[:2] == ("hold the environment and pin its aliases", "move 2 aliases")
    assert (last.issue, last.scenario) == ("the page is broken", "Partial functionality loss")
    assert last.expected_at == NOW + timedelta(minutes=10)


def test_what_users_noticed_is_told_at_the_end_also_by_who_goes_on() -> None:
    platform = Platform("dev")
    platform.alarms.declare_firing("errors", looks=10_000)
    rollback = platform.rollback(platform.order(impact="nobody could sign in"))
    with pytest.raises(UnhealthyError):
        rollback.carry_out(platform.agreement_for(rollback))
    platform.alarms.declare_firing("errors", looks=0)

    platform.recovery().resume()

    assert platform.notices.posted[-1].impact == "nobody could sign in"


def test_looking_tells_nobody() -> None:
    platform = Platform("dev")

    platform.rollback().prepare()

    assert platform.notices.posted == []


def test_a_stopped_run_tells_where_and_what_to_type() -> None:
    platform = Platform("dev")
    platform.alarms.declare_firing("errors", looks=10_000)
    with pytest.raises(UnhealthyError):
        rolled_back(platform)

    last = platform.notices.posted[-1]
    assert last.kind == "failed"
    assert "UnhealthyError" in last.actions[-1]
    assert last.next_command is not None
    assert f"resume {RUN}" in last.next_command


def test_going_on_is_told_as_taken_up_and_ends_the_same_incident() -> None:
    platform = Platform("dev")
    platform.alarms.declare_firing("errors", looks=10_000)
    with pytest.raises(UnhealthyError):
        rolled_back(platform)
    platform.alarms.declare_firing("errors", looks=0)

    platform.recovery().resume()

    assert platform.notices.kinds == ["initiated", "failed", "acknowledged", "completed"]
    assert len({notice.key for notice in platform.notices.posted}) == 1


def test_going_back_is_told_as_aborted() -> None:
    platform = Platform("dev")
    platform.alarms.declare_firing("errors", looks=10_000)
    with pytest.raises(UnhealthyError):
        rolled_back(platform)

    platform.recovery().abort()

    assert platform.notices.kinds[-1] == "aborted"


@pytest.mark.parametrize("error", [UnhealthyError(CANARY, CANARY), KeyError(CANARY)])
def test_the_words_of_an_error_are_not_told(error: Exception) -> None:
    platform = Platform("dev")
    lease = HeldLease(platform.ledger, RUN, REQUESTER, "rollback", platform.clock)

    journal = Journal(platform.world(), run_record(RUN), lease)
    with (
        lease,
        pytest.raises(type(error)),
        journal.running("finished"),
        journal.step(Phase.VERIFY, "ask the pages"),
    ):
        raise error

    last = platform.notices.posted[-1]
    assert "stopped in `ask the pages`" in last.actions[-1]
    assert type(error).__name__ in last.actions[-1]
    assert CANARY not in last.model_dump_json()


class RaisingNotices:
    """Breaks the port's promise."""

    def post(self, notice: Notice) -> None:
        raise RuntimeError(notice.kind)


def test_notices_that_raise_do_not_stop_a_run() -> None:
    announcing = Announcing(RaisingNotices(), FakeClock(), run_record(RUN))

    with announcing.running():
        announcing.did("a step")
    announcing.ended(run_record(RUN).model_copy(update={"status": "finished"}))


class Listening(FakeNotices):
    """Lets a test wait for a number of notices."""

    def __init__(self, wanted: int) -> None:
        super().__init__()
        self.heard = threading.Event()
        self._wanted = wanted

    def post(self, notice: Notice) -> None:
        super().post(notice)
        if len(self.posted) >= self._wanted:
            self.heard.set()


def test_progress_is_told_for_as_long_as_a_run_is_open_with_what_was_done_by_then() -> None:
    notices = Listening(wanted=3)
    announcing = Announcing(notices, FakeClock(), run_record(RUN), update_seconds=0.001)
    announcing.did("a step")

    with announcing.running():
        assert notices.heard.wait(30)

    assert notices.kinds[:3] == ["initiated", "progress", "progress"]
    assert notices.posted[1].actions == ("a step",)
    assert notices.posted[1].version == COMMIT_A


def test_an_environment_of_a_test_is_not_told_of() -> None:
    notices = FakeNotices()
    strange = run_record(RUN).model_copy(update={"environment": "t1234"})

    with Announcing(notices, FakeClock(), strange).running():
        pass

    assert notices.posted == []
