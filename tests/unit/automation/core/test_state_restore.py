"""Which state may take the place of a corrupt one."""

import pytest

from automation.core.errors import RefusedError, UnknownRefError
from automation.core.stack_update import Update
from automation.core.state_diff import diff_states
from automation.core.state_restore import (
    insist_on_pending,
    insist_on_whole,
    program_commit,
    update_numbered,
)
from tests.builders import COMMIT_A, COMMIT_B
from tests.unit.automation.states import creating, resource, state, update, urn


def test_an_update_that_there_is_not_is_told_with_those_that_there_are() -> None:
    updates = (update(2), update(1))

    assert update_numbered(updates, 1, "dev") == updates[1]
    with pytest.raises(UnknownRefError, match="no update 3; it has 1 to 2"):
        update_numbered(updates, 3, "dev")
    with pytest.raises(UnknownRefError, match="it has none"):
        update_numbered((), 3, "dev")


def test_the_program_is_that_of_the_newest_update_that_succeeded() -> None:
    updates = (
        update(5, kind="refresh", commit=COMMIT_B),
        update(4, result="failed", commit=COMMIT_B),
        update(3),
        update(2, commit=COMMIT_B),
    )

    assert program_commit(updates, "dev") == COMMIT_A


@pytest.mark.parametrize("newest", [update(1, commit=None), update(1, dirty=True)])
def test_without_a_commit_nothing_can_be_proven(newest: Update) -> None:
    with pytest.raises(RefusedError) as caught:
        program_commit((newest,), "dev")

    assert "--program" in str(caught.value.next_command)


def test_a_state_that_is_corrupt_itself_is_refused() -> None:
    insist_on_whole(state(resource("a")), "update 1", "dev")
    with pytest.raises(RefusedError, match="needs urn"):
        insist_on_whole(state(resource("a", dependencies=[urn("b")])), "update 1", "dev")
    with pytest.raises(RefusedError, match="no resources"):
        insist_on_whole({}, "update 1", "dev")


def test_operations_without_an_end_need_a_decision() -> None:
    sound = state(resource("a"))
    cut_off = state(resource("a"), pending=(creating("b"),))

    insist_on_pending(diff_states(sound, sound), drop=False)
    insist_on_pending(diff_states(cut_off, sound), drop=True)
    for present, wanted in ((cut_off, sound), (sound, cut_off)):
        with pytest.raises(RefusedError, match=f"creating {urn('b')}") as caught:
            insist_on_pending(diff_states(present, wanted), drop=False)
        assert "--drop-pending" in str(caught.value.next_command)
