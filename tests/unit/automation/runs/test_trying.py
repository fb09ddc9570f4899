"""A run tries what users do before it calls its target healthy."""

import pytest

from automation.core.errors import ReleaseNotFoundError, UnhealthyError
from automation.core.plan import COMPONENTS
from automation.core.policy import MATRIX, Decision, leaves_time_to_check
from automation.core.run_kinds import unfinished_rollback
from tests.unit.automation.platform_in_memory import RUN, Platform

TRIED = "try what users do"


def steps(platform: Platform, state: str = "done") -> list[str]:
    return [entry.step for entry in platform.ledger.journal(RUN) if entry.state == state]


def roll_back(platform: Platform, **details: object) -> None:
    rollback = platform.rollback(platform.order(**details))
    rollback.carry_out(platform.agreement_for(rollback))


def test_it_is_tried_once_health_has_passed_and_before_the_verdict() -> None:
    platform = Platform()

    roll_back(platform)

    found = [
        step for step in steps(platform) if "ask " in step or "verdict" in step or step == TRIED
    ]
    assert [step.split()[0] for step in found] == ["ask", "try", "record"]
    assert platform.ledger.health_of(platform.good.commit) == "healthy"


def test_what_does_not_work_is_named_and_leaves_users_with_the_target_held_and_unjudged() -> None:
    platform = Platform()
    platform.checks.declare_finding("files", "fail", "GET /api/files/x: HTTP 500, not 200")
    platform.alarms.declare_firing("clinical-trial-prod-error-rate", looks=3)

    with pytest.raises(UnhealthyError) as ill:
        roll_back(platform)

    assert "files: GET /api/files/x: HTTP 500, not 200" in ill.value.message
    assert f"resume {RUN}" in (ill.value.next_command or "")
    assert platform.serves(platform.good)
    assert platform.ledger.read_hold() is not None
    assert platform.ledger.health_of(platform.good.commit) == "unknown"
    assert platform.ledger.health_of(platform.bad.commit) == "unknown"
    assert steps(platform, "failed") == [TRIED]
    assert platform.alarms.looks == 0


def test_one_answer_that_was_lost_is_asked_for_again() -> None:
    platform = Platform()
    platform.checks.declare_lost_answer("files")

    roll_back(platform)

    assert len(platform.checks.tried_on) == 2
    assert platform.ledger.health_of(platform.good.commit) == "healthy"


def test_a_run_that_failed_it_is_gone_on_with_when_it_works() -> None:
    platform = Platform()
    platform.checks.declare_finding("files", "fail")
    with pytest.raises(UnhealthyError):
        roll_back(platform)
    platform.checks.declare_well()

    assert platform.recovery().resume().status == "finished"

    assert platform.ledger.health_of(platform.good.commit) == "healthy"
    assert unfinished_rollback(platform.ledger.runs()) is None


def test_what_is_not_known_is_told_and_stops_nothing() -> None:
    platform = Platform()
    platform.checks.declare_finding("reports", "undecided", "no result within 60 s")

    roll_back(platform)

    assert "not known: reports: no result within 60 s" in platform.reporter.lines
    assert platform.ledger.health_of(platform.good.commit) == "healthy"


def test_an_account_that_is_not_there_is_told_and_stops_nothing() -> None:
    platform = Platform()
    platform.checks.declare_refusal(
        ReleaseNotFoundError("There is no secret. Nothing was changed.")
    )

    roll_back(platform)

    assert "not known: There is no secret." in platform.reporter.lines
    assert platform.ledger.health_of(platform.good.commit) == "healthy"


def test_where_the_infrastructure_follows_it_is_tried_after_it() -> None:
    platform = Platform()

    roll_back(platform, components=COMPONENTS)

    done = steps(platform)
    assert done.count(TRIED) == 1
    assert done.index(TRIED) > done.index("prove that nothing would change any more")


def test_it_is_tried_on_the_versions_that_users_get_where_one_function_moved_alone() -> None:
    platform = Platform()

    roll_back(platform, components=("functions",), only_functions=("api",))

    served = {name: version for name, (version, _) in platform.functions.serving().items()}
    assert platform.checks.tried_on == [served]


@pytest.mark.parametrize("decision", MATRIX, ids=lambda row: row.scenario)
def test_automatic_and_emergency_rows_leave_no_time_for_it_and_say_so(
    decision: Decision,
) -> None:
    platform = Platform()

    roll_back(platform, decision=decision, incident="INC-1")

    assert bool(platform.checks.tried_on) == leaves_time_to_check(decision.scenario)
    assert leaves_time_to_check(decision.scenario) == (decision.type == "manual")
    told = any("automation.verify prod" in line for line in platform.reporter.lines)
    assert told != bool(platform.checks.tried_on)
