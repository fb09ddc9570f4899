"""What follows the closing: each step by itself, whatever the others do."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from automation.core.doors import lets_nobody_in
from automation.core.errors import LockedDownError, ReleaseNotFoundError
from automation.core.evidence import Piece
from automation.core.lockdown import closing_of
from automation.core.release import SecurityVerdict
from automation.runs.closing import Outcome
from automation.runs.locking import Aftermath, LockDown
from automation.runs.marking import mark
from automation.runs.reconciling import owed_infrastructure
from automation.runs.survey import read_live
from tests.builders import APPROVER, NOW, REQUESTER
from tests.unit.automation.fakes.calls import Fault, ProcessKilledError
from tests.unit.automation.fakes.emergency import FakeEvidenceStore, FakeNotices
from tests.unit.automation.lock_down_in_memory import OTHER_ACL, Doors, claim
from tests.unit.automation.platform_in_memory import Platform


def unreadable() -> Piece:
    raise PermissionError("the logs can't be read")


@dataclass
class Emergency:
    """A platform with its doors, and one lock-down of it."""

    platform: Platform = field(default_factory=Platform)

    def __post_init__(self) -> None:
        self.doors = Doors(self.platform.calls)
        self.store = FakeEvidenceStore(self.platform.calls)
        self.notices = FakeNotices()
        self.signed: list[tuple[Outcome, ...]] = []
        self.aftermath = Aftermath(
            ledger=self.platform.ledger,
            functions=self.platform.functions,
            store=self.store,
            deployed_commit=self.platform.bad.commit,
            function_names=(self.platform.name_of("api"),),
            readers={"state": lambda: Piece("state.json", b"{}"), "nothing": lambda: None},
            owe=self._owe,
            roll_back=lambda: self.platform.good.commit,
        )

    def lock(self, run_id: str = "prod-1") -> LockDown:
        platform = self.platform
        made = LockDown(
            claim(run_id), self.doors.records, self.notices, platform.clock, platform.reporter
        )
        made.close(self.doors.all)
        made.record(REQUESTER)
        made.follow(self.aftermath, self.doors.all)
        return made

    def _owe(self, outcomes: tuple[Outcome, ...]) -> str:
        self.signed.append(outcomes)
        return "a signature is owed"


def test_it_holds_preserves_rolls_back_and_tells() -> None:
    emergency = Emergency()

    report = emergency.lock().report

    held = emergency.platform.ledger.read_hold()
    assert held is not None
    assert "SEC-1" in held.reason
    assert held.pins == {emergency.platform.name_of("api"): "5"}
    assert [kept.key for kept in report.preserved.kept] == ["evidence/prod-1/state.json"]
    assert emergency.doors.records.evidence() == report.preserved.kept
    assert report.version == emergency.platform.good.commit
    assert len(emergency.signed) == 1
    assert (report.problems, report.left_open) == ([], ())
    assert [notice.kind for notice in emergency.notices.posted] == ["locked-down", "progress"]
    steps = [entry.step for entry in emergency.platform.ledger.journal("prod-1")]
    assert steps == ["hold the environment and pin its aliases"] * 2 + ["preserve the evidence"] * 2


def test_people_are_told_before_anything_is_waited_for() -> None:
    emergency = Emergency()
    lock = LockDown(
        claim(),
        emergency.doors.records,
        emergency.notices,
        emergency.platform.clock,
        emergency.platform.reporter,
    )
    lock.close(emergency.doors.all)

    lock.record(REQUESTER)

    (notice,) = emergency.notices.posted
    assert (notice.kind, notice.severity, notice.key) == ("locked-down", "critical", "prod-SEC-1")
    assert len([line for line in notice.actions if line.startswith("closed: ")]) == 3


def test_what_a_rollback_held_before_it_is_still_known() -> None:
    """Else the release that was left would be taken for the one that users get."""
    emergency = Emergency(Platform("dev"))
    platform = emergency.platform
    earlier = platform.rollback(platform.order(settings="today"))
    earlier.carry_out(earlier.prepare().agreement)
    emergency.aftermath = replace(emergency.aftermath, roll_back=None)

    emergency.lock("prod-1")
    emergency.lock("prod-2")

    assert read_live(platform.world(), platform.good).served_commit == platform.good.commit
    owed = owed_infrastructure(platform.ledger, "dev")
    assert (owed.commit, owed.settings) == (platform.good.commit, "today")


def test_an_isolated_function_is_not_told_as_a_closed_platform() -> None:
    emergency = Emergency()
    lock = LockDown(
        claim(),
        emergency.doors.records,
        emergency.notices,
        emergency.platform.clock,
        emergency.platform.reporter,
        kind="isolated",
    )
    lock.close([emergency.doors.function])

    lock.record(REQUESTER)

    (notice,) = emergency.notices.posted
    assert notice.kind == "isolated"
    assert notice.impact == "A part of the platform is stopped: what needs it fails"


def test_evidence_that_can_t_be_read_is_named_and_stops_nothing() -> None:
    emergency = Emergency()
    readers = {"logs": unreadable, **emergency.aftermath.readers}
    emergency.aftermath = replace(emergency.aftermath, readers=readers)

    report = emergency.lock().report

    assert report.problems == ["evidence: logs: PermissionError: the logs can't be read"]
    assert len(report.preserved.kept) == 1
    assert report.version is not None


def test_none_marked_secure_leaves_it_locked_and_is_said() -> None:
    emergency = Emergency()

    def nothing() -> str:
        raise ReleaseNotFoundError("none")

    emergency.aftermath = replace(emergency.aftermath, roll_back=nothing)

    report = emergency.lock().report

    assert any("marked secure: nothing was taken back, it stays" in line for line in report.done)
    assert (report.problems, report.version) == ([], None)


def test_a_living_lease_is_waited_for_and_then_done_without() -> None:
    emergency = Emergency()
    platform = emergency.platform
    later = platform.clock.now() + timedelta(hours=2)
    platform.ledger.declare_lease("prod-0", APPROVER, "a rollback", later)

    report = emergency.lock().report

    assert any("still works on it: a rollback" in line for line in report.problems)
    assert platform.ledger.read_hold() is None
    assert len(report.preserved.kept) == 1
    assert all(lets_nobody_in(door.part, door.configuration) for door in emergency.doors.all)


def test_a_door_that_a_deployment_opened_meanwhile_is_closed_again() -> None:
    emergency = Emergency()

    def deployed() -> str:
        emergency.doors.firewall.declare_changed(OTHER_ACL)
        return emergency.platform.good.commit

    emergency.aftermath = replace(emergency.aftermath, roll_back=deployed)

    report = emergency.lock().report

    assert "closed again: web ACL (the edge)" in report.done
    assert lets_nobody_in("firewall", emergency.doors.firewall.configuration)


CALLS = 23


def test_the_faults_strike_every_call() -> None:
    emergency = Emergency()

    emergency.lock()

    assert len(emergency.platform.calls.made) == CALLS, emergency.platform.calls.made


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("at", range(CALLS))
def test_whatever_call_fails_a_repeat_ends_closed_held_and_with_its_evidence(
    at: int, fault: Fault
) -> None:
    emergency = Emergency()
    before = emergency.doors.configurations()
    emergency.platform.calls.declare_fault(at, fault)
    with suppress(ProcessKilledError):
        report = emergency.lock().report
        assert report.left_open == ()
    emergency.platform.calls.restart_process()
    emergency.platform.clock.sleep(3600)

    report = emergency.lock("prod-2").report

    assert (report.left_open, report.problems) == ((), [])
    assert all(lets_nobody_in(door.part, door.configuration) for door in emergency.doors.all)
    kept = {closing.part: closing.former for closing in emergency.doors.records.closings()}
    assert tuple(kept[door.part] for door in emergency.doors.all) == before
    held = emergency.platform.ledger.read_hold()
    assert held is not None
    assert held.run_id == "prod-2"
    assert report.preserved.kept


def test_a_rollback_behind_closed_doors_moves_the_traffic_and_judges_nothing() -> None:
    platform = Platform("dev")
    platform.ledger.declare_closing(closing_of("firewall", "it", "{}", claim()))
    rollback = platform.rollback()

    plan = rollback.carry_out(rollback.prepare().agreement)

    assert plan.moves_traffic
    assert not plan.is_verified
    assert platform.ledger.verdicts() == {}
    assert platform.model.serves_functions_of(platform.good)
    assert platform.model.serves_files_of(platform.good)


def test_the_infrastructure_is_refused_while_anything_is_closed() -> None:
    platform = Platform()
    platform.ledger.declare_closing(closing_of("firewall", "it", "{}", claim()))
    asked = platform.order(components=("infrastructure",))

    with pytest.raises(LockedDownError, match="SEC-1") as refused:
        platform.rollback(asked).prepare()

    assert "automation.emergency unlock prod" in (refused.value.next_command or "")
    assert platform.calls.made == []


def test_a_release_is_marked_once() -> None:
    platform = Platform()
    verdict = SecurityVerdict(
        commit=platform.good.commit,
        security="secure",
        actor=APPROVER,
        reason="looked through",
        at=NOW,
    )

    assert mark(platform.ledger, platform.clock, verdict, "prod-1")
    assert not mark(platform.ledger, platform.clock, verdict, "prod-2")

    assert platform.ledger.security() == {platform.good.commit: "secure"}
    assert ("release-marked", f"release {platform.good.commit}") in platform.ledger.recorded()
