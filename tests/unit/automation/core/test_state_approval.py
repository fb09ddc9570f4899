"""An approval is bound to the states themselves, and its lines tell what they do."""

from typing import Any

import pytest

from automation.core.approval import Evidence
from automation.core.order import Order
from automation.core.state_approval import restore_evidence, restore_order, summarise_restore
from automation.core.state_diff import diff_states
from tests.builders import COMMIT_A, COMMIT_B, REQUESTER
from tests.unit.automation.states import resource, state, urn

PRESENT = state(resource("queue"))
WANTED = state(resource("queue"), resource("topic"))
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}


def ordered(commit: str = COMMIT_A) -> Order:
    return restore_order("prod", commit=commit, actor=REQUESTER, reason="cut off (update 1)")


def evidence(
    *,
    asked: Order | None = None,
    before: bytes = b"present",
    wanted: dict[str, Any] = WANTED,
    drops_pending: bool = False,
) -> Evidence:
    return restore_evidence(
        asked or ordered(),
        ("what is shown",),
        before=before,
        wanted=wanted,
        diff=diff_states(PRESENT, WANTED),
        drops_pending=drops_pending,
    )


def test_the_same_again_is_the_same() -> None:
    assert evidence().differences(evidence().parts) == ()


@pytest.mark.parametrize(
    ("other", "named"),
    [
        ({"before": b"another"}, "state before"),
        ({"wanted": state(resource("queue"))}, "state to restore"),
        ({"drops_pending": True}, "pending operations"),
        ({"asked": ordered(COMMIT_B)}, "order"),
    ],
)
def test_each_difference_is_named(other: dict[str, Any], named: str) -> None:
    assert evidence(**other).differences(evidence().parts) == (named,)


def test_two_states_that_differ_in_a_secret_alone_are_two() -> None:
    one, other = (
        evidence(wanted=state(resource("queue", inputs={"key": SECRET | {"ciphertext": text}})))
        for text in ("v1:a", "v1:b")
    )

    assert one.differences(other.parts) == ("state to restore",)


def test_the_lines_tell_what_is_forgotten_and_that_it_stays() -> None:
    lines = summarise_restore(ordered(), "update 1", diff_states(WANTED, PRESENT))

    assert lines[1:] == (f"forgotten, and left in AWS without the stack: {urn('topic')}",)


def test_many_resources_are_cut_short_with_their_number() -> None:
    many = state(*(resource(f"queue-{number:02}") for number in range(20)))

    lines = summarise_restore(ordered(), "update 1", diff_states(state(), many))

    assert len(lines) == 1 + 15 + 1
    assert lines[-1] == "known again: and 5 more"


def test_it_is_for_who_lets_releases_into_prod_and_for_nobody_elsewhere() -> None:
    elsewhere = restore_order("dev", commit=COMMIT_A, actor=REQUESTER, reason="cut off")

    assert (ordered().role, elsewhere.role) == ("release-approver", None)
    assert ordered().needs_approval_first
