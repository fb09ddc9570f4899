"""A restore: in which order it works, what it refuses, and where it leads when it fails."""

import json
from typing import Any

import pytest

from automation.core.errors import BusyError, EngineError, RefusedError
from automation.core.hold import Hold
from automation.core.plan import ResourceChange
from tests.builders import COMMIT_A, NOW
from tests.unit.automation.restore_in_memory import CORRUPT, DEAD, RUN, SOUND, World
from tests.unit.automation.states import creating, resource, state, urn


def carry_out(world: World, **options: Any) -> None:
    restoring = world.restoring(**options)
    restoring.carry_out(restoring.prepare())


def test_it_backs_up_imports_refreshes_and_proves_in_that_order() -> None:
    world = World()

    carry_out(world)

    assert world.work() == ["back up", "import", "refresh", "preview"]
    assert world.backend.state() == SOUND
    (kept,) = world.backups.kept.values()
    assert json.loads(kept) == CORRUPT
    assert (world.engine.opened, world.engine.closed) == ([COMMIT_A], 1)


def test_each_step_is_journaled_and_the_import_is_audited() -> None:
    world = World()

    carry_out(world)

    run = world.ledger.read_run(RUN)
    assert run is not None
    assert (run.status, run.scenario) == ("finished", "state-restore")
    done = [entry.step for entry in world.ledger.journal(RUN) if entry.state == "done"]
    assert done == [
        "back up the present state",
        "import the state",
        "refresh it from AWS",
        "prove that the program changes nothing",
    ]
    subject = f"state, proven by the program of {COMMIT_A}"
    assert world.ledger.recorded() == [
        ("run-started", subject),
        ("step-done", "import the state"),
        ("run-finished", subject),
    ]


def test_looking_changes_nothing() -> None:
    world = World()

    prepared = world.restoring().prepare()

    assert prepared.diff.gained == (urn("topic"),)
    assert world.calls.made == []


def test_a_state_that_can_not_be_read_is_kept_byte_for_byte() -> None:
    world = World()
    world.backend.declare_unreadable_state(b'{"version": 3, "che')

    carry_out(world)

    assert list(world.backups.kept.values()) == [b'{"version": 3, "che']
    assert world.backend.state() == SOUND


def test_anothers_lease_is_respected() -> None:
    world = World()
    world.ledger.declare_lease("prod-other", "erin", "a rollback", NOW)

    with pytest.raises(BusyError, match="erin"):
        carry_out(world)

    assert world.work() == []


def test_a_stack_that_somebody_may_be_working_on_is_left_alone() -> None:
    world = World()
    world.processes.declare_running(7)
    world.backend.declare_lock(DEAD)

    with pytest.raises(BusyError, match="dana"):
        world.restoring().prepare()

    assert world.calls.made == []


def test_a_dead_engines_lock_goes_first() -> None:
    world = World()
    world.backend.declare_lock(DEAD)

    carry_out(world)

    assert world.work()[0] == "remove_lock lock-1"
    assert world.backend.locks() == ()


def test_operations_without_an_end_are_dropped_only_on_demand() -> None:
    world = World(state(resource("queue"), pending=(creating("topic"),)))

    with pytest.raises(RefusedError, match="nobody knows"):
        carry_out(world)
    assert world.calls.made == []

    carry_out(world, wanted=state(resource("queue"), pending=(creating("x"),)), drop_pending=True)
    assert world.backend.state() == state(resource("queue"))


def test_a_state_that_changed_since_it_was_shown_is_not_replaced() -> None:
    world = World()
    restoring = world.restoring()
    shown = restoring.prepare()
    world.backend.declare_state(state(resource("other")))

    with pytest.raises(BusyError, match="changed since it was shown"):
        restoring.carry_out(shown)

    assert world.work() == []


def way_on_where_something_differs(world: World) -> str:
    world.engine.declare_changes(ResourceChange(urn("topic"), "aws:sns/topic:Topic", "create"))
    with pytest.raises(EngineError, match=f"create {urn('topic')}") as caught:
        carry_out(world)
    return str(caught.value.next_command)


def test_what_differs_is_named_with_the_way_back_to_a_sound_state() -> None:
    world = World(present=state(resource("queue")))

    way = way_on_where_something_differs(world)

    (key,) = world.backups.kept
    assert f"python -m automation.state dev restore --from-backup {key} " in way
    run = world.ledger.read_run(RUN)
    assert run is not None
    assert run.status == "failed"


@pytest.mark.parametrize("unreadable", [True, False])
def test_nobody_is_led_back_to_a_state_that_would_be_refused(unreadable: bool) -> None:
    world = World()
    if unreadable:
        world.backend.declare_unreadable_state(b"{ cut o")

    way = way_on_where_something_differs(world)

    assert way == "python -m automation.state dev list   (to choose another state)"
    assert world.backups.kept


def test_a_refused_import_leaves_the_present_state() -> None:
    world = World()
    world.engine.declare_refusal(EngineError("no"))

    with pytest.raises(EngineError, match="no"):
        carry_out(world)

    assert world.backend.state() == CORRUPT
    assert world.work() == ["back up", "import"]
    assert world.engine.closed == 1


def test_the_proof_is_by_the_pins_of_a_hold() -> None:
    world = World()
    hold = Hold(
        run_id="prod-r", actor="erin", reason="r", since=NOW, target_commit=None, pins={"f": "3"}
    )
    world.ledger.declare_hold(hold)

    carry_out(world)

    assert world.engine.pins == {"f": "3"}


def test_without_a_stack_there_is_nothing_to_restore_into() -> None:
    world = World()
    world.backend.declare_no_stack()

    with pytest.raises(EngineError, match="no state of that stack"):
        world.restoring().prepare()
