"""The procedure's four phases, told from a run's journal."""

from datetime import timedelta
from typing import Final

from automation.core.journal import Detection, Entry
from automation.core.milestones import ALARMS_CLEAR, EMPTY_CACHE
from automation.core.phases import phase_times
from tests.builders import NOW, entry, run_record

RUN: Final = run_record().model_copy(
    update={
        "detection": Detection(
            trigger="errors-fast",
            source="alarm",
            began_at=NOW - timedelta(seconds=5),
            received_at=NOW - timedelta(seconds=2),
        ),
        "ended_at": NOW + timedelta(seconds=100),
    }
)


def line(second: float, phase: str, step: str, state: str = "done") -> Entry:
    at = NOW + timedelta(seconds=second)
    facts = {"at": at, "phase": phase, "step": step, "state": state}
    return entry().model_copy(update=facts)


JOURNAL: Final = (
    line(0, "hold", "hold the environment", "started"),
    line(1, "hold", "hold the environment"),
    line(1, "traffic", "move 3 aliases", "started"),
    line(2, "traffic", "move 3 aliases"),
    line(2, "traffic", EMPTY_CACHE, "started"),
    line(32, "traffic", EMPTY_CACHE),
    line(33, "verify", "ask as users do", "started"),
    line(38, "verify", "ask as users do"),
    line(38, "verify", ALARMS_CLEAR, "started"),
    line(98, "verify", ALARMS_CLEAR),
    line(99, "close", "record the verdict", "started"),
    line(99, "close", "record the verdict"),
)


def test_each_phase_has_its_own_time_and_what_aws_took_of_it() -> None:
    told = {
        each.name: (each.own.total_seconds(), each.waited.total_seconds())
        for each in phase_times(RUN, JOURNAL)
    }

    assert told == {
        "detection": (2, 3),
        "execution": (2, 30),
        "validation": (6, 60),
        "notification": (2, 0),
    }


def test_the_phases_follow_each_other() -> None:
    times = phase_times(RUN, JOURNAL)

    assert [each.ended for each in times[:-1]] == [each.began for each in times[1:]]


def test_a_run_that_was_cut_off_has_the_phases_that_it_ended() -> None:
    told = phase_times(RUN.model_copy(update={"ended_at": None}), JOURNAL[:7])

    assert [each.name for each in told] == ["detection", "execution"]


def test_a_run_that_a_person_began_has_none() -> None:
    assert phase_times(run_record(), JOURNAL) == ()
