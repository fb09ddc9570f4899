"""Opening what was closed: to what it was, by two people, and never over somebody else's doing."""

from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from automation.core.doors import FIREWALL, closed_acl
from automation.core.errors import (
    ApprovalRequiredError,
    ApprovalVoidError,
    RefusedError,
    StoppedError,
)
from automation.core.lockdown import UNLOCK
from automation.core.names import Environment
from automation.core.order import Order
from automation.core.unlocking import DoorState
from automation.runs.approving import find_request, sign
from automation.runs.unlocking import Unlocking, UnlockPorts
from tests.builders import APPROVER, COMMIT_A, REQUESTER, release
from tests.unit.automation.fakes import FakeClock, FakeLedger, FakeReleases, FakeReporter
from tests.unit.automation.fakes.calls import Calls, Fault, ProcessKilledError
from tests.unit.automation.lock_down_in_memory import ACL, FUNCTION, OTHER_ACL, STAGE, Doors

BEFORE = (ACL, STAGE, "null")


@dataclass
class Locked:
    """A platform that was locked down."""

    environment: Environment = "dev"
    calls: Calls = field(default_factory=Calls)

    def __post_init__(self) -> None:
        self.doors = Doors(self.calls)
        self.doors.lock()
        self.clock = FakeClock()
        self.ledger = FakeLedger(self.calls)
        self.releases = FakeReleases(self.calls)
        self.releases.declare_release(release(environment=self.environment))
        self.calls.forget()

    def unlocking(
        self, *parts: str, actor: str = REQUESTER, reason: str = "the key is revoked"
    ) -> Unlocking:
        order = Order(
            environment=self.environment,
            commit=COMMIT_A,
            decision=UNLOCK,
            reason=reason,
            components=(),
            actor=actor,
            incident="SEC-1",
        )
        ports = UnlockPorts(
            ledger=self.ledger,
            records=self.doors.records,
            releases=self.releases,
            audit=self.ledger,
            door_of=lambda closing: self.doors.of(closing.part),
            clock=self.clock,
            reporter=FakeReporter(),
        )
        return Unlocking(ports, order, "prod-unlock", parts)

    def unlock(self, *parts: str) -> tuple[DoorState, ...]:
        unlocking = self.unlocking(*parts)
        doors = unlocking.prepare()
        return unlocking.carry_out(doors, unlocking.authorise(doors, None)) if doors else ()

    def approve(self, approver: str = APPROVER) -> None:
        (request,) = self.ledger.approvals()
        sign(
            self.ledger,
            self.releases,
            find_request(self.ledger, self.environment, request.digest[:12]),
            approver=approver,
            reason="seen",
            now=self.clock.now(),
        )


def test_every_door_is_what_it_was_and_no_record_is_left() -> None:
    locked = Locked()

    locked.unlock()

    assert locked.doors.configurations() == BEFORE
    assert locked.doors.records.closings() == ()
    assert f"{REQUESTER} opened {FIREWALL}" in locked.doors.records.audited


def test_a_repeated_unlock_changes_nothing() -> None:
    locked = Locked()
    locked.unlock()
    locked.calls.forget()

    assert locked.unlock() == ()
    assert locked.calls.made == []


def test_one_function_is_opened_alone() -> None:
    locked = Locked()

    locked.unlock(FUNCTION)

    assert locked.doors.function.configuration == "null"
    assert [closing.part for closing in locked.doors.records.closings()] == ["api", FIREWALL]


def test_what_was_begun_and_never_closed_is_left_alone_and_its_record_goes() -> None:
    locked = Locked()
    locked.doors.firewall.declare_changed(ACL)

    locked.unlock()

    assert locked.calls.matching("open firewall") == []
    assert locked.doors.configurations() == BEFORE
    assert locked.doors.records.closings() == ()


def test_a_door_that_somebody_changed_is_refused_with_what_differs() -> None:
    locked = Locked()
    locked.doors.firewall.declare_changed(OTHER_ACL)

    with pytest.raises(RefusedError, match="rule a is gone"):
        locked.unlock()

    assert locked.calls.made == []


def test_prod_asks_another_person_of_the_security_team() -> None:
    locked = Locked("prod")
    with pytest.raises(ApprovalRequiredError, match="security-team"):
        locked.unlock()
    assert locked.doors.configurations() != BEFORE
    with pytest.raises(RefusedError, match="who asks can't approve it"):
        locked.approve(REQUESTER)
    locked.approve()

    locked.unlock()

    assert locked.doors.configurations() == BEFORE
    assert [request.status for request in locked.ledger.approvals()] == ["used"]


def test_an_approval_is_of_exactly_what_would_come_back() -> None:
    locked = Locked("prod")
    with pytest.raises(ApprovalRequiredError):
        locked.unlock()
    locked.approve()
    locked.doors.firewall.declare_changed(OTHER_ACL)
    locked.doors.lock("prod-2")

    with pytest.raises(ApprovalRequiredError):
        locked.unlock()

    assert len(locked.ledger.approvals()) == 2


def test_an_approval_that_nobody_signed_opens_nothing() -> None:
    locked = Locked("prod")
    with pytest.raises(ApprovalRequiredError):
        locked.unlock()
    (request,) = locked.ledger.approvals()
    forged = {
        "status": "approved",
        "approver": APPROVER,
        "approved_at": locked.clock.now(),
        "approval_reason": "seen",
    }
    unlocking = locked.unlocking()

    with pytest.raises(ApprovalVoidError, match="no signature under it"):
        unlocking.carry_out(unlocking.prepare(), request.model_copy(update=forged))

    assert locked.doors.configurations() != BEFORE


def test_nobody_opens_prod_by_saying_so() -> None:
    locked = Locked("prod")
    unlocking = locked.unlocking()
    doors = unlocking.prepare()

    with pytest.raises(ApprovalVoidError, match="Nobody approved"):
        unlocking.carry_out(doors, None)

    assert locked.doors.configurations() != BEFORE


def test_a_lock_down_in_the_middle_of_opening_keeps_its_record() -> None:
    locked = Locked()
    unlocking = locked.unlocking()
    doors = unlocking.prepare()
    locked.doors.firewall.declare_after_opening(lambda: locked.doors.lock("prod-2"))

    with pytest.raises(StoppedError, match="was locked again"):
        unlocking.carry_out(doors, None)

    firewall = locked.doors.records.read(FIREWALL)
    assert locked.doors.firewall.configuration == closed_acl(ACL)
    assert firewall is not None
    assert (firewall.former, firewall.run_id) == (ACL, "prod-2")


CALLS = 8


def test_the_faults_strike_every_call() -> None:
    locked = Locked()

    locked.unlock()

    assert len(locked.calls.made) == CALLS


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("at", range(CALLS))
def test_whatever_call_fails_a_repeat_opens_exactly_what_was_closed(at: int, fault: Fault) -> None:
    locked = Locked()
    locked.calls.declare_fault(at, fault)
    with suppress(ProcessKilledError, Exception):
        locked.unlock()
    locked.calls.restart_process()
    locked.clock.sleep(3600)

    locked.unlock()

    assert locked.doors.configurations() == BEFORE
    assert locked.doors.records.closings() == ()
