"""A pruning run: what it removes, in which order, and what it refuses."""

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from automation.core.errors import BusyError, RefusedError
from automation.core.release import Governance
from automation.runs.cataloguing import Archives
from automation.runs.pruning import Pruning, Request
from tests.builders import (
    COMMIT_A,
    COMMIT_B,
    COMMIT_C,
    REQUESTER,
    ROLES,
    frontend_object,
    function_release,
    release,
    run_record,
)
from tests.unit.automation.fakes import (
    Calls,
    FakeClock,
    FakeFrontend,
    FakeFunctions,
    FakeLedger,
    FakeReleases,
    FakeReporter,
    Fault,
)

API = "clinical-trial-api-prod"
RUN = "prod-20260302T093000Z-000009"


class Stage:
    """Three releases, long ago, the newest of them live."""

    def __init__(self, *, days: int | None = 30) -> None:
        self.calls = Calls()
        self.clock = FakeClock()
        self.ledger = FakeLedger(self.calls)
        self.functions = FakeFunctions(self.calls)
        self.releases = FakeReleases(self.calls)
        governance = Governance(roles=ROLES, protected_branch="main", rollback_window_days=days)
        for number, commit in enumerate((COMMIT_A, COMMIT_B, COMMIT_C), 1):
            made = release(
                commit,
                functions=[function_release("api", str(number))],
                objects=[frontend_object(version_id=str(number))],
            )
            self.releases.declare_release(
                made.model_copy(update={"governance": governance}),
                self.clock.now() - timedelta(days=400 - number),
            )
            self.functions.declare_version(API, str(number), made.functions[0].code_sha256)
        self.functions.declare_alias(API, "3")

    def pruning(self, run_id: str = RUN) -> Pruning:
        ports = Archives(
            "prod", self.releases, self.ledger, self.functions, FakeFrontend(self.calls)
        )
        return Pruning(ports, self.clock, FakeReporter(), Request(run_id, REQUESTER))

    def prune(self) -> None:
        pruning = self.pruning()
        pruning.carry_out(pruning.prepare())

    @property
    def versions(self) -> set[str]:
        return {version for _, version in self.functions.list_versions([API])}


def test_the_record_goes_before_its_version_and_both_are_journaled() -> None:
    stage = Stage()

    stage.prune()

    assert stage.versions == {"2", "3"}
    assert stage.releases.read(COMMIT_A) is None
    order = [call for call in stage.calls.made if call.startswith(("hide", "delete_version"))]
    assert order == [f"hide {COMMIT_A[:12]}", f"delete_version {API} 1"]
    steps = [(entry.step, entry.state) for entry in stage.ledger.journal(RUN)]
    assert steps == [
        (f"hide the record of {COMMIT_A[:12]}", "started"),
        (f"hide the record of {COMMIT_A[:12]}", "done"),
        (f"delete {API} version 1", "started"),
        (f"delete {API} version 1", "done"),
    ]
    run = stage.ledger.read_run(RUN)
    assert run is not None
    assert (run.status, run.scenario) == ("finished", "prune")


def test_each_removal_is_audited() -> None:
    stage = Stage()

    stage.prune()

    assert stage.ledger.recorded() == [
        ("run-started", f"old releases, while {COMMIT_C} is live"),
        ("step-done", f"hide the record of {COMMIT_A[:12]}"),
        ("step-done", f"delete {API} version 1"),
        ("run-finished", f"old releases, while {COMMIT_C} is live"),
    ]


def test_looking_changes_nothing() -> None:
    stage = Stage()

    assert not stage.pruning().prepare().is_empty

    assert stage.calls.made == []


def test_what_another_alias_refers_to_stays() -> None:
    stage = Stage()
    stage.functions.declare_alias_target(API, "1")

    stage.prune()

    assert stage.versions == {"1", "2", "3"}


def test_what_came_to_be_needed_after_it_was_shown_stays() -> None:
    stage = Stage()
    pruning = stage.pruning()
    agreed = pruning.prepare()
    stage.functions.declare_alias(API, "3", weights=(("1", 0.1),))

    removed = pruning.carry_out(agreed)

    assert removed.versions == ()
    assert "1" in stage.versions


def test_a_rollback_that_has_not_ended_refuses_it() -> None:
    stage = Stage()
    stage.ledger.declare_run(run_record().model_copy(update={"status": "stopped"}))

    with pytest.raises(RefusedError, match="may need what would be removed") as refused:
        stage.prune()

    assert "rollback resume" in (refused.value.next_command or "")
    assert stage.versions == {"1", "2", "3"}


def test_a_rollback_that_another_one_came_after_does_not_refuse_it_for_ever() -> None:
    stage = Stage()
    stage.ledger.declare_run(run_record("a").model_copy(update={"status": "stopped"}))
    stage.ledger.declare_run(run_record("b").model_copy(update={"status": "finished"}))

    stage.prune()

    assert stage.versions == {"2", "3"}


def test_a_run_at_work_keeps_it_out() -> None:
    stage = Stage()
    stage.ledger.declare_lease("other", REQUESTER, "rollback", stage.clock.now())

    with pytest.raises(BusyError):
        stage.prune()

    assert stage.versions == {"1", "2", "3"}


def test_without_a_known_window_nothing_goes() -> None:
    with pytest.raises(RefusedError, match="does not say how long"):
        Stage(days=None).prune()


def test_a_run_that_was_refused_half_way_is_finished_by_repeating_it() -> None:
    stage = Stage()
    stage.calls.declare_fault(_number_of_the_deletion(), Fault.REFUSED)

    with pytest.raises(ClientError):
        stage.prune()
    run = stage.ledger.read_run(RUN)
    assert run is not None
    assert run.status == "failed"
    assert stage.versions == {"1", "2", "3"}

    stage.calls.restart_process()
    again = stage.pruning("prod-20260302T093000Z-00000a")
    again.carry_out(again.prepare())

    assert stage.versions == {"2", "3"}


def _number_of_the_deletion() -> int:
    stage = Stage()
    stage.prune()
    return stage.calls.made.index(f"delete_version {API} 1")
