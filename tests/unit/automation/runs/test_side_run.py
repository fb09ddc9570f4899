"""A run beside the rollbacks that fails while the ledger is away."""

import pytest

from automation.core.errors import EngineError
from automation.runs.lease import HeldLease
from automation.runs.side_run import SideRun
from tests.builders import REQUESTER, run_record
from tests.unit.automation.fakes import Calls, FakeClock, FakeLedger, FakeReporter


def test_the_error_that_stopped_it_is_shown_with_its_way_on() -> None:
    ledger, clock, reporter = FakeLedger(Calls()), FakeClock(), FakeReporter()
    head = run_record()
    run = SideRun(ledger, clock, reporter, head=head, phase="state")

    def fail() -> None:
        with (
            HeldLease(ledger, head.run_id, REQUESTER, "restore", clock) as lease,
            run.running(lease),
            run.step("import the state", lease),
        ):
            ledger.declare_lease("another", REQUESTER, "rollback", clock.now())
            raise EngineError("the disk is full", "put the backup back")

    with pytest.raises(EngineError, match="the disk is full") as error:
        fail()

    assert error.value.next_command == "put the backup back"
    assert "it shows the run as running" in "\n".join(reporter.lines)
