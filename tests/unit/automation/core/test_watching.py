"""Rows of looks and the agenda of signals, by example and by property."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from automation.core.trigger import Condition, Signal
from automation.core.watching import (
    EVERY,
    IN_A_ROW,
    LONGEST_GAP,
    Agenda,
    Judgement,
    Look,
    Row,
    signals_of,
)
from tests.builders import NOW

JUDGEMENTS: tuple[Judgement, ...] = ("pass", "fail", "unknown")


def row_of(*judgements: Judgement, every: timedelta = EVERY) -> Row:
    """A row of looks at a steady rhythm, the first of them now."""
    row = Row()
    for number, judgement in enumerate(judgements):
        row = row.after(Look(NOW + number * every, judgement, f"look {number}"))
    return row


def signal(since: datetime = NOW) -> Signal:
    return Signal("watch", "health", "prod", "ALARM", since, since, "it fails")


def test_three_failures_in_a_row_raise_the_condition_since_the_first() -> None:
    assert row_of("pass", "fail", "fail").condition.state == "OK"
    assert row_of("pass", "fail", "fail", "fail").condition == Condition(
        "ALARM", NOW + EVERY, "/api/health fails since 09:30:30 UTC: look 3"
    )


def test_a_pass_in_between_begins_the_count_anew() -> None:
    assert row_of("fail", "fail", "pass", "fail", "fail").raised_since is None


def test_a_condition_that_is_interrupted_by_a_pass_is_the_same_one() -> None:
    row = row_of("fail", "fail", "fail", "pass")
    assert row.condition.state == "OK"

    assert row_of("fail", "fail", "fail", "pass", "fail").condition.since == NOW


def test_three_passes_end_the_condition() -> None:
    assert row_of("fail", "fail", "fail", "pass", "pass").raised_since == NOW
    assert row_of("fail", "fail", "fail", "pass", "pass", "pass").raised_since is None


def test_what_nobody_could_look_at_ends_a_row_and_is_no_failure() -> None:
    assert row_of("fail", "fail", "unknown", "fail").raised_since is None
    assert row_of("fail", "fail", "fail", "unknown").condition.state == "INSUFFICIENT_DATA"


def test_looks_that_are_far_apart_are_not_in_a_row() -> None:
    assert row_of("fail", "fail", "fail", every=LONGEST_GAP).raised_since == NOW
    late = LONGEST_GAP + timedelta(seconds=1)
    assert row_of("fail", "fail", "fail", "fail", every=late).raised_since is None


def test_a_clock_that_is_set_back_ends_a_row() -> None:
    earlier = Look(NOW - timedelta(hours=1), "fail", "")

    assert row_of("fail", "fail").after(earlier).length == 1


@dataclass
class Model:
    """The rule in other words: whatever was seen before the last gap does not exist."""

    seen: list[Look]

    def is_raised(self) -> bool:
        raised, counted, like = False, 0, ""
        last: Look | None = None
        for look in self.seen:
            is_gap = last is not None and not timedelta() <= look.at - last.at <= LONGEST_GAP
            raised = raised and not is_gap
            counted = 1 if is_gap or look.judgement != like else counted + 1
            like, last = look.judgement, look
            if counted >= IN_A_ROW:
                raised = look.judgement == "fail"
        return raised


@given(
    st.lists(
        st.tuples(st.sampled_from(JUDGEMENTS), st.integers(min_value=-40, max_value=120)),
        max_size=40,
    )
)
def test_a_row_is_raised_exactly_by_the_rule(looks: list[tuple[Judgement, int]]) -> None:
    row, model, moment = Row(), Model([]), NOW
    for judgement, seconds in looks:
        moment += timedelta(seconds=seconds)
        look = Look(moment, judgement, "")
        row = row.after(look)
        model.seen.append(look)
        assert (row.raised_since is not None) == model.is_raised()
        assert row.condition.state != "ALARM" or judgement == "fail"
        assert row.raised_since is None or row.raised_since <= moment


@given(st.lists(st.sampled_from(("pass", "unknown")), max_size=30))
def test_what_is_unknown_never_triggers(judgements: list[Judgement]) -> None:
    row = row_of(*judgements)

    assert signals_of("prod", row, {}, NOW) == ()


def test_a_signal_is_told_for_the_row_and_for_each_alarm_that_is_raised() -> None:
    alarms = {
        "errors-fast": Condition("ALARM", NOW, "too many"),
        "availability": Condition("OK", NOW, ""),
        "errors-slow": Condition("INSUFFICIENT_DATA", None, ""),
        "dead-letters-api": Condition("ALARM", NOW, "no trigger"),
    }

    found = signals_of("prod", row_of("fail", "fail", "fail"), alarms, NOW)

    assert [(each.name, each.source, each.state) for each in found] == [
        ("health", "watch", "ALARM"),
        ("errors-fast", "watch", "ALARM"),
    ]


def test_an_answered_signal_is_never_due_again() -> None:
    agenda = Agenda().answered(signal(), NOW)

    assert agenda.due([signal()], NOW + timedelta(days=1)) == ()
    assert agenda.due([signal()], NOW - timedelta(days=1)) == ()


def test_another_beginning_is_another_signal() -> None:
    agenda = Agenda().answered(signal(), NOW)

    later = signal(NOW + timedelta(minutes=5))
    assert agenda.due([later], NOW) == (later,)


def test_a_postponed_signal_is_due_again_after_half_a_minute() -> None:
    agenda = Agenda().postponed(signal(), NOW)

    assert agenda.due([signal()], NOW + timedelta(seconds=29)) == ()
    assert agenda.due([signal()], NOW + timedelta(seconds=30)) == (signal(),)


def test_pauses_after_failures_grow_up_to_four_minutes() -> None:
    agenda, pauses = Agenda(), []
    for _ in range(6):
        agenda = agenda.failed(signal(), NOW)
        pause = agenda.brought[signal().key].pause
        assert pause is not None
        pauses.append(pause.total_seconds())

    assert pauses == [30, 60, 120, 240, 240, 240]


@given(st.lists(st.integers(min_value=0, max_value=400), max_size=300))
def test_the_agenda_stays_small_and_knows_what_came_last(numbers: list[int]) -> None:
    agenda = Agenda()
    for number in numbers:
        each = signal(NOW + timedelta(minutes=number))
        agenda = agenda.answered(each, NOW)
        assert agenda.due([each], NOW) == ()

    assert len(agenda.brought) <= 100
