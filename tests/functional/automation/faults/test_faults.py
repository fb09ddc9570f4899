"""A fault at every call to AWS that changes anything, then resume or abort: exactly target or old.

The runs are processes that make real calls with the real gateways; a proxy between them and the
sandbox's AWS refuses, throttles, loses answers, or ends the process by SIGKILL.
"""

from collections.abc import Callable
from itertools import count

import pytest

from tests.conftest import CHANGING_CALLS, STRUCK_ENDINGS, STRUCK_RUNS
from tests.functional.automation.faults.incidents import Incidents
from tests.functional.automation.faults.team import Check, Team
from tests.functional.automation.miniature.faults import Fault
from tests.functional.automation.miniature.work import Kind

pytestmark = pytest.mark.functional

# What the client's next attempt heals.
HEALED = (Fault.THROTTLED, Fault.ANSWER_LOST)
ENDING = (Fault.REFUSED, Fault.EVERY_ANSWER_LOST, Fault.KILLED_BEFORE, Fault.KILLED_AFTER)
EVERY = 5


Record = Callable[[str, object], None]


def name_of(fault: Fault) -> str:
    return fault.name.lower()


def strike_each_call(team: Team, check: Check, record: Record) -> None:
    """Check each call, and record how many that were; the end of the tests' run tells."""
    record(CHANGING_CALLS, len(team.calls))
    record(STRUCK_RUNS, team.at_each_call(check))


def test_a_run_without_faults_changes_something_by_each_kind_of_call(
    team: Team,
) -> None:
    assert len(team.calls) > 20
    assert {call.service for call in team.calls} == {"cloudfront", "dynamodb", "lambda", "s3"}


@pytest.mark.parametrize("fault", HEALED, ids=name_of)
def test_what_the_next_attempt_heals_does_not_stop_a_run(
    fault: Fault, team: Team, record_property: Record
) -> None:
    def check(incidents: Incidents, at: int) -> None:
        ended = incidents.begin(at, fault)

        assert ended.status == "finished", (incidents.struck, ended)
        incidents.insist_on_target()

    strike_each_call(team, check, record_property)


@pytest.mark.parametrize("fault", ENDING, ids=name_of)
def test_resuming_after_a_fault_anywhere_ends_at_the_target(
    fault: Fault, team: Team, record_property: Record
) -> None:
    def check(incidents: Incidents, at: int) -> None:
        incidents.begin(at, fault)
        struck = incidents.struck
        assert struck is not None
        if incidents.began:
            ended = incidents.end("resume")
            assert ended.status == "finished", (struck, ended)
            incidents.insist_on_target()
        else:
            incidents.insist_on_old()

    strike_each_call(team, check, record_property)


@pytest.mark.parametrize("fault", ENDING, ids=name_of)
def test_aborting_after_a_fault_anywhere_ends_where_the_run_began(
    fault: Fault, team: Team, record_property: Record
) -> None:
    went_back = []

    def check(incidents: Incidents, at: int) -> None:
        incidents.begin(at, fault)
        struck = incidents.struck
        assert struck is not None
        if incidents.began and incidents.end("abort").status == "RefusedError":
            # Its verdicts were begun, or it is finished: the only way is on.
            ended = incidents.end("resume")
            assert ended.status == "finished", (struck, ended)
            incidents.insist_on_target()
        else:
            incidents.insist_on_old()
            went_back.append(struck)

    strike_each_call(team, check, record_property)
    assert len(went_back) > len(team.calls) / 2


@pytest.mark.parametrize("kind", ["resume", "abort"])
def test_a_fault_in_the_ending_itself_leaves_a_run_that_can_be_ended_again(
    kind: Kind, team: Team, record_property: Record
) -> None:
    struck_endings = []

    def check(incidents: Incidents, at: int) -> None:
        for number in count():
            incidents.begin(at, Fault.KILLED_AFTER)
            incidents.end(kind, number * EVERY, ENDING[number % len(ENDING)])
            struck = incidents.struck
            if struck is None:
                return
            struck_endings.append(struck)
            again = incidents.end(kind)
            assert again.status in {"finished", "aborted"}, (struck, again)
            if again.status == "finished":
                incidents.insist_on_target()
            else:
                incidents.insist_on_old()

    team.at_each_call(check, every=EVERY)
    assert struck_endings
    record_property(STRUCK_ENDINGS, len(struck_endings))


def test_the_audit_of_all_these_runs_is_whole_in_the_end(team: Team) -> None:
    for reading in team.audits():
        assert len(reading.records) > len(team.calls)
        assert {fault.kind for fault in reading.faults} <= {"not written out"}
