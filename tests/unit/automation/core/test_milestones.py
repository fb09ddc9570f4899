"""What a journal proves: a deployment that was met, an engine that was used, a way back."""

from automation.core.journal import Entry, EntryState
from automation.core.milestones import (
    PREVIEW_AGAIN,
    has_way_back,
    met_a_deployment,
    used_the_engine,
    waiting_for,
)
from tests.builders import NOW, stack_lock


def entry(phase: str, step: str, state: EntryState = "started") -> Entry:
    return Entry(sequence=1, at=NOW, phase=phase, step=step, state=state)


def test_a_wait_in_the_journal_is_a_deployment_that_was_met() -> None:
    assert met_a_deployment([entry("verify", waiting_for(stack_lock()))])
    assert not met_a_deployment([entry("verify", "ask https://example as users do")])


def test_the_second_preview_moves_nothing_yet() -> None:
    preview = entry("reconcile", PREVIEW_AGAIN)

    assert has_way_back([preview])
    assert not used_the_engine([preview])


def test_an_update_of_the_infrastructure_is_the_point_of_no_return() -> None:
    update = entry("reconcile", "bring 2 resources to aaaa")

    assert not has_way_back([entry("traffic", "move 2 aliases"), update])
    assert used_the_engine([update])
    assert not has_way_back([entry("close", "record the verdict on both releases")])
