"""The journal of a run: its head and its lines."""

import pytest

from automation.core.errors import StoppedError, UnhealthyError
from automation.core.journal import Change
from automation.core.plan import Phase
from automation.runs.journal import Journal
from automation.runs.lease import HeldLease
from tests.builders import REQUESTER, run_record
from tests.unit.automation.fakes import Fault, ProcessKilledError
from tests.unit.automation.platform_in_memory import RUN, Platform


class Written:
    """A journal that is being written."""

    def __init__(self) -> None:
        self.platform = Platform("dev")
        self.lease = HeldLease(
            self.platform.ledger, RUN, REQUESTER, "rollback", self.platform.clock
        )

    def journal(self, direction: str = "forward") -> Journal:
        run = run_record(RUN).model_copy(update={"direction": direction})
        return Journal(self.platform.world(), run, self.lease)

    def lines(self) -> list[tuple[int, str, str]]:
        entries = self.platform.ledger.journal(RUN)
        return [(entry.sequence, entry.step, entry.state) for entry in entries]

    def head(self) -> tuple[str, str | None]:
        run = self.platform.ledger.read_run(RUN)
        assert run is not None
        return run.status, run.outcome


def test_a_step_has_a_line_before_and_one_after() -> None:
    written = Written()

    with written.lease, written.journal().step(Phase.TRAFFIC, "move"):
        assert written.lines() == [(1, "move", "started")]

    assert written.lines() == [(1, "move", "started"), (2, "move", "done")]


def test_a_failed_step_says_why_and_fails() -> None:
    written = Written()

    with (
        written.lease,
        pytest.raises(ValueError, match="no such"),
        written.journal().step(Phase.TRAFFIC, "move"),
    ):
        raise ValueError("no such version")

    last = written.platform.ledger.journal(RUN)[-1]
    assert (last.state, last.detail) == ("failed", "ValueError: no such version")


def test_a_second_process_goes_on_with_the_next_number() -> None:
    written = Written()
    with written.lease:
        with written.journal().step(Phase.TRAFFIC, "move"):
            pass
        with written.journal().step(Phase.VERIFY, "ask"):
            pass

    assert [line[0] for line in written.lines()] == [1, 2, 3, 4]


def test_a_step_is_not_begun_after_a_stop_was_asked_for() -> None:
    written = Written()
    written.platform.stop.ask("SIGINT")

    with (
        written.lease,
        pytest.raises(StoppedError, match="SIGINT"),
        written.journal().step(Phase.TRAFFIC, "move"),
    ):
        pytest.fail("the step was begun")

    assert written.lines() == []


def test_the_head_tells_how_the_run_ended() -> None:
    written = Written()
    with written.lease, written.journal().running("finished"):
        assert written.head() == ("running", None)

    assert written.head() == ("finished", None)


def test_an_operators_error_stops_the_run_and_leads_on() -> None:
    written = Written()
    error = UnhealthyError("users are not served")

    with (
        written.lease,
        pytest.raises(UnhealthyError),
        written.journal().running("finished"),
    ):
        raise error

    assert written.head() == ("stopped", "users are not served")
    assert error.next_command is not None
    assert f"resume {RUN}" in error.next_command
    assert f"abort {RUN}" in error.next_command


def test_on_the_way_back_there_is_no_other_way_to_offer() -> None:
    written = Written()
    error = UnhealthyError("no")

    with written.lease, pytest.raises(UnhealthyError), written.journal("back").running("aborted"):
        raise error

    assert error.next_command == f"python -m automation.rollback resume {RUN}"


def test_an_error_with_a_way_of_its_own_keeps_it() -> None:
    written = Written()
    error = UnhealthyError("no", "look at the dashboard")

    with written.lease, pytest.raises(UnhealthyError), written.journal().running("finished"):
        raise error

    assert error.next_command == "look at the dashboard"


def test_what_nobody_foresaw_makes_the_run_failed() -> None:
    written = Written()

    with written.lease, pytest.raises(KeyError), written.journal().running("finished"):
        raise KeyError("surprise")

    assert written.head()[0] == "failed"


def test_a_ledger_that_is_away_does_not_hide_the_error() -> None:
    written = Written()
    journal = written.journal()

    # The lease is acquired, the head and its record are written, and then the head again.
    written.platform.calls.declare_fault(3, Fault.THROTTLED)
    with written.lease, pytest.raises(UnhealthyError), journal.running("finished"):
        raise UnhealthyError("users are not served")

    assert written.head() == ("running", None)
    assert any("could not be told" in line for line in written.platform.reporter.lines)


def test_each_direction_asks_the_distribution_under_its_own_name() -> None:
    written = Written()

    with written.lease:
        assert written.journal().reference == RUN
        assert written.journal("back").reference == f"{RUN}-back"


def test_the_step_in_which_a_process_ended_is_accounted_for_by_the_next_one() -> None:
    written = Written()
    moved = Change(before={"api": "version 5"}, after={"api": "version 4"})
    journal = written.journal()
    with written.lease:
        written.platform.calls.declare_fault(4, Fault.KILLED_BEFORE)
        with (
            pytest.raises(ProcessKilledError),
            journal.running("finished"),
            journal.step(Phase.TRAFFIC, "move", moved),
        ):
            written.platform.calls.mutate("move", lambda: None)
        written.platform.calls.restart_process()

        with written.journal().running("finished"):
            pass

    assert written.lines() == [(1, "move", "started"), (2, "move", "cut off")]
    assert written.platform.ledger.journal(RUN)[-1].change == moved
    assert [action for action, _ in written.platform.ledger.recorded()] == [
        "run-started",
        "run-resumed",
        "step-cut-off",
        "run-finished",
    ]
