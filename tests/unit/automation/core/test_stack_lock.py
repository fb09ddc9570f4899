"""Whose lock it is, and when its owner is proven dead."""

from datetime import UTC, datetime

import pytest

from automation.core.stack_lock import StackLock

LOCK = StackLock(
    user="dana",
    host="laptop",
    pid=4711,
    since=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    place="locks/1.json",
)


def test_the_owner_is_named_with_machine_process_and_time() -> None:
    assert LOCK.owner == "dana on laptop (pid 4711) since 2026-03-02 09:30:00 UTC"


def test_an_unknown_owner_is_named_as_such() -> None:
    assert StackLock(place="x").owner == "somebody on another machine"


@pytest.mark.parametrize(
    ("lock", "here", "is_running", "abandoned"),
    [
        (LOCK, "laptop", False, True),
        (LOCK, "laptop", True, False),
        (LOCK, "runner", False, False),
        (StackLock(place="x"), "laptop", False, False),
        (StackLock(host="laptop", place="x"), "laptop", False, False),
    ],
)
def test_only_a_process_of_this_machine_that_is_gone_is_proven_dead(
    lock: StackLock, here: str, is_running: bool, abandoned: bool
) -> None:
    assert lock.is_abandoned(here, is_running=is_running) is abandoned
