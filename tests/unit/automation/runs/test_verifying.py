"""Which release is live, looking at it, and recording the verdict."""

from collections.abc import Iterator

import pytest

from automation.core.checklist import NAMES, Finding, Outcome
from automation.core.errors import BusyError, CredentialsError, RefusedError, ReleaseNotFoundError
from automation.core.release import Release
from automation.runs import verifying
from automation.runs.checks.tour import Tour
from automation.runs.serving import Served, live_release
from tests.builders import (
    COMMIT_A,
    COMMIT_B,
    COMMIT_C,
    NOW,
    REQUESTER,
    function_release,
    hold,
    release,
)
from tests.unit.automation.fakes import (
    Calls,
    FakeClock,
    FakeFrontend,
    FakeFunctions,
    FakeLedger,
    FakeReleases,
    FakeReporter,
    FakeSite,
    Fault,
    aws_error,
)
from tests.unit.automation.fakes.visits import FakeAccount, FakeInspection, FakeVisitor


class Environment:
    """Three releases, the middle one with other functions; the newest is live."""

    def __init__(self) -> None:
        self.calls = calls = Calls()
        self.functions, self.ledger = FakeFunctions(calls), FakeLedger(calls)
        self.releases, self.clock = FakeReleases(), FakeClock()
        self.frontend = FakeFrontend(calls)
        for commit, version in ((COMMIT_A, "2"), (COMMIT_B, "1"), (COMMIT_C, "2")):
            self.releases.declare_release(
                release(commit, functions=[function_release("api", version)])
            )
        self.functions.declare_alias("clinical-trial-api-prod", "2")

    def live(self) -> Release:
        return live_release(self.served())

    def served(self) -> Served:
        return Served(self.functions, self.frontend, self.releases, self.ledger)

    def record(self, *findings: Finding) -> str:
        return verifying.record(
            findings or all_passing(),
            self.live(),
            self.served(),
            self.clock,
            FakeReporter(),
            run_id="prod-1",
            actor=REQUESTER,
        )


def all_passing(**outcomes: Outcome) -> tuple[Finding, ...]:
    return tuple(Finding(name, outcomes.get(name, "pass"), f"fact of {name}") for name in NAMES)


@pytest.fixture
def environment() -> Environment:
    return Environment()


def test_the_newest_release_whose_functions_are_live_is_the_live_one(
    environment: Environment,
) -> None:
    assert environment.live().commit == COMMIT_C
    environment.functions.declare_alias("clinical-trial-api-prod", "1")
    assert environment.live().commit == COMMIT_B


def test_of_releases_with_the_same_functions_the_one_that_is_held_is_live(
    environment: Environment,
) -> None:
    environment.ledger.declare_hold(hold())
    assert environment.live().commit == COMMIT_A


def test_a_hold_at_what_is_not_live_says_nothing(environment: Environment) -> None:
    environment.ledger.declare_hold(hold())
    environment.functions.declare_alias("clinical-trial-api-prod", "1")
    assert environment.live().commit == COMMIT_B


@pytest.mark.parametrize(("version", "weights"), [("7", ()), ("2", (("1", 0.1),))])
def test_what_is_live_and_no_release_is_not_judged(
    environment: Environment, version: str, weights: tuple[tuple[str, float], ...]
) -> None:
    environment.functions.declare_alias("clinical-trial-api-prod", version, weights)
    with pytest.raises(RefusedError, match="none of the newest 3 releases"):
        environment.live()


def test_of_releases_with_the_same_functions_the_one_whose_files_users_get_is_live(
    environment: Environment,
) -> None:
    old = environment.frontend.declare_object("index.html", "old page")
    new = environment.frontend.declare_object("index.html", "new page")
    for commit, page in ((COMMIT_A, new), (COMMIT_C, old)):
        environment.releases.declare_release(
            release(commit, functions=[function_release("api", "2")], objects=[page])
        )

    assert environment.live().commit == COMMIT_A


def test_a_part_of_a_release_is_not_judged(environment: Environment) -> None:
    page = environment.frontend.declare_object("index.html", "new page")
    environment.frontend.declare_object("index.html", "old page")
    environment.releases = FakeReleases()
    environment.releases.declare_release(
        release(COMMIT_C, functions=[function_release("api", "2")], objects=[page])
    )

    with pytest.raises(RefusedError, match="not all files are"):
        environment.live()


def test_where_nothing_was_deployed_there_is_nothing_to_judge(environment: Environment) -> None:
    environment.releases = FakeReleases()
    with pytest.raises(ReleaseNotFoundError):
        environment.live()


@pytest.mark.parametrize(
    ("outcomes", "health"),
    [({}, "healthy"), ({"reports": "fail"}, "bad"), ({"backups": "fail"}, "unknown")],
)
def test_the_verdict_is_recorded_with_a_line_for_each_finding(
    environment: Environment, outcomes: dict[str, Outcome], health: str
) -> None:
    assert environment.record(*all_passing(**outcomes)) == health

    assert environment.ledger.health_of(COMMIT_C) == health
    (run,) = environment.ledger.runs()
    assert (run.status, run.outcome, run.target_commit) == (
        "finished",
        f"verdict: {health}",
        COMMIT_C,
    )
    journal = environment.ledger.journal("prod-1")
    assert [line.step for line in journal] == list(NAMES)
    assert journal[0].detail == "pass: fact of health"
    states = {line.step: line.state for line in journal}
    assert {name for name, state in states.items() if state == "failed"} == set(outcomes)


def test_a_recording_that_stops_in_the_middle_is_on_record_as_failed(
    environment: Environment,
) -> None:
    environment.calls.declare_fault(6, Fault.REFUSED)

    with pytest.raises(Exception, match="AccessDenied"):
        environment.record()

    (run,) = environment.ledger.runs()
    assert (run.status, run.scenario) == ("failed", "verification")
    assert environment.ledger.health_of(COMMIT_C) == "unknown"


def test_an_undecided_look_leaves_the_verdict_as_it_was(environment: Environment) -> None:
    environment.record()
    verifying.record(
        all_passing(reports="undecided"),
        environment.live(),
        environment.served(),
        environment.clock,
        FakeReporter(),
        run_id="prod-2",
        actor=REQUESTER,
    )
    assert environment.ledger.health_of(COMMIT_C) == "healthy"


def test_nothing_is_recorded_while_a_rollback_works(environment: Environment) -> None:
    environment.ledger.declare_lease("prod-0", "someone", "rollback", NOW)
    with pytest.raises(BusyError, match="rollback"):
        environment.record()
    assert environment.ledger.health_of(COMMIT_C) == "unknown"
    assert environment.ledger.runs() == ()


def test_nothing_is_recorded_when_another_release_went_live_meanwhile(
    environment: Environment,
) -> None:
    looked_at = environment.live()
    environment.functions.declare_alias("clinical-trial-api-prod", "1")
    with pytest.raises(RefusedError, match="is not live any more"):
        verifying.record(
            all_passing(),
            looked_at,
            environment.served(),
            environment.clock,
            FakeReporter(),
            run_id="prod-1",
            actor=REQUESTER,
        )
    assert environment.ledger.health_of(COMMIT_C) == "unknown"


class Looking:
    """A tour of a platform that answers as declared."""

    def __init__(self, environment: Environment) -> None:
        self.visitor, self.account = FakeVisitor(), FakeAccount()
        self.inspection = FakeInspection()
        frontend = FakeFrontend(Calls())
        self.tour = Tour(
            environment.live(),
            "prod-20260302T093000Z-abc123",
            site=FakeSite("prod", environment.functions, frontend),
            visitor=self.visitor,
            account=self.account,
            inspection=self.inspection,
            clock=environment.clock,
            live_since=NOW,
            sla_milliseconds=2000,
        )

    def look(self, *names: str, limit: float = 30) -> dict[str, Finding]:
        found = verifying.look(self.tour, names, lambda _: None, limit_seconds=limit)
        return {finding.name: finding for finding in found}


@pytest.fixture
def looking(environment: Environment) -> Iterator[Looking]:
    looking = Looking(environment)
    yield looking
    looking.visitor.let_go.set()


def test_findings_come_in_the_checklists_order(looking: Looking) -> None:
    found = looking.look("backups", "audit-log", "monitoring")
    assert list(found) == ["monitoring", "backups", "audit-log"]


def test_what_aws_refuses_to_tell_is_undecided_with_its_reason(looking: Looking) -> None:
    looking.inspection.declare_refusal(aws_error("AccessDenied", "DescribeAlarms"))
    found = looking.look("monitoring")["monitoring"]
    assert found.outcome == "undecided"
    assert "AccessDenied" in found.fact


def test_a_check_that_hangs_is_undecided_and_holds_up_no_other(looking: Looking) -> None:
    looking.visitor.declare_hanging("/api/auth/sign-in")
    found = looking.look("authentication", "monitoring", limit=0.5)
    assert found["authentication"].outcome == "undecided"
    assert found["authentication"].fact == "no result within 0.5 s"
    assert found["monitoring"].outcome == "pass"


def test_an_answer_that_should_not_be_is_a_failure_with_the_answer(looking: Looking) -> None:
    looking.visitor.declare_reply("POST", "/api/auth/sign-in", 200, {"token": "t"})
    found = looking.look("patient-data")["patient-data"]
    assert (found.outcome, found.fact) == (
        "fail",
        "VERIFY-0001 can't be enrolled: HTTP 500 (broken)",
    )


def test_without_a_sign_in_the_others_are_not_looked_at(looking: Looking) -> None:
    found = looking.look("authentication", "files")
    assert found["authentication"].outcome == "fail"
    assert (found["files"].outcome, found["files"].fact) == (
        "undecided",
        "nobody can sign in: HTTP 500 (broken)",
    )


def test_all_checks_share_one_account(looking: Looking) -> None:
    looking.look("authentication", "files", "reports", "audit-log")
    assert looking.account.asked == 1


def test_what_an_operator_has_to_mend_first_ends_the_look(looking: Looking) -> None:
    looking.inspection.declare_refusal(CredentialsError("No usable credentials."))
    with pytest.raises(CredentialsError):
        looking.look("monitoring")
