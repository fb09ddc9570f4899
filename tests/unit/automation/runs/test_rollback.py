"""One rollback from the order to its end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.core.errors import (
    BusyError,
    RefusedError,
    UnhealthyError,
    UnreachableReleaseError,
)
from automation.core.plan import COMPONENTS
from tests.builders import OUTSIDER, change, hold
from tests.unit.automation.platform_in_memory import GOOD, RUN, Platform


def test_preparing_changes_nothing() -> None:
    platform = Platform()

    platform.rollback(platform.order(components=COMPONENTS)).prepare()

    assert platform.calls.made == []


def test_users_get_the_target_again() -> None:
    platform = Platform("dev")
    rollback = platform.rollback()

    rollback.carry_out(rollback.prepare().agreement)

    assert platform.serves(platform.good)


def test_the_environment_stays_held_with_every_alias_pinned_to_where_it_is() -> None:
    platform = Platform("dev")
    rollback = platform.rollback()

    rollback.carry_out(rollback.prepare().agreement)

    held = platform.ledger.read_hold()
    assert held is not None
    assert held.run_id == RUN
    assert held.target_commit == platform.good.commit
    assert held.pins == {name: at for name, (at, _) in platform.functions.serving().items()}


def test_the_release_that_was_left_is_bad_and_the_target_healthy() -> None:
    platform = Platform("dev")
    rollback = platform.rollback()

    rollback.carry_out(rollback.prepare().agreement)

    assert platform.ledger.health_of(platform.bad.commit) == "bad"
    assert platform.ledger.health_of(platform.good.commit) == "healthy"


def test_a_rollback_of_a_rollback_condemns_what_users_were_served() -> None:
    platform = Platform("dev")
    middle, newest = (
        platform.deploy(replace(GOOD, versions=GOOD.versions | {"api": version}))
        for version in ("6", "7")
    )
    for number, target in enumerate((middle, platform.good)):
        rollback = platform.rollback(platform.order(commit=target.commit), f"run-{number}")
        rollback.carry_out(rollback.prepare().agreement)

    run = platform.ledger.read_run("run-1")
    assert run is not None
    assert run.from_commit == middle.commit
    judged = [platform.ledger.health_of(each.commit) for each in (newest, middle, platform.good)]
    assert judged == ["bad", "bad", "healthy"]


def test_the_run_is_on_record_as_finished() -> None:
    platform = Platform("dev")
    rollback = platform.rollback()

    plan = rollback.carry_out(rollback.prepare().agreement)

    run = platform.ledger.read_run(RUN)
    assert run is not None
    assert (run.status, run.outcome) == ("finished", None)
    assert (run.from_commit, run.target_commit) == (platform.bad.commit, platform.good.commit)
    assert platform.archive.read_plan(RUN) == plan


def test_the_plan_is_kept_before_anything_moves() -> None:
    platform = Platform("dev")
    rollback = platform.rollback()

    rollback.carry_out(rollback.prepare().agreement)

    calls = [call.split()[0] for call in platform.calls.made]
    assert calls.index("write_plan") < calls.index("write_run") < calls.index("write_hold")


def test_a_hold_that_was_there_before_is_remembered() -> None:
    platform = Platform("dev")
    platform.ledger.declare_hold(hold("an-earlier-run"))
    rollback = platform.rollback()

    rollback.carry_out(rollback.prepare().agreement)

    run = platform.ledger.read_run(RUN)
    assert run is not None
    assert run.earlier_hold == hold("an-earlier-run")


def test_a_finished_rollback_repeated_has_nothing_to_do() -> None:
    platform = Platform("dev")
    rollback = platform.rollback()
    rollback.carry_out(rollback.prepare().agreement)
    platform.calls.forget()

    again = platform.rollback(run_id="another").prepare()

    assert again.plan.is_empty
    assert platform.calls.made == []


def test_the_engine_brings_the_infrastructure_after_the_traffic_and_proves_it() -> None:
    platform = Platform("dev")
    rollback = platform.rollback(platform.order(components=COMPONENTS))

    rollback.carry_out(rollback.prepare().agreement)

    calls = [call.split()[0] for call in platform.calls.made]
    assert calls.index("invalidate") < calls.index("apply") < calls.index("prove_no_changes")
    assert all(platform.good.commit in message for message in platform.stack.messages)
    assert all(RUN in message for message in platform.stack.messages)


def test_the_preview_is_made_with_the_pins_that_the_run_will_set() -> None:
    platform = Platform("dev")

    platform.rollback(platform.order(components=COMPONENTS)).prepare()

    assert platform.stack.previewed_with == [
        {
            platform.name_of("api"): "4",
            platform.name_of("auth"): "7",
            platform.name_of("reports"): "2",
        }
    ]


def test_without_the_engine_nothing_of_the_infrastructure_moves() -> None:
    platform = Platform("dev")
    rollback = platform.rollback()

    rollback.carry_out(rollback.prepare().agreement)

    assert platform.stack.previewed_with == []
    assert platform.calls.matching("apply") == []


def test_single_functions_move_alone() -> None:
    platform = Platform("dev")
    rollback = platform.rollback(platform.order(components=("functions",), only_functions=("api",)))

    rollback.carry_out(rollback.prepare().agreement)

    assert platform.functions.serving() == {
        platform.name_of("api"): ("4", ()),
        platform.name_of("auth"): ("7", ()),
        platform.name_of("reports"): ("3", ()),
    }


def test_a_release_that_can_not_be_reached_is_refused_before_anything_changes() -> None:
    platform = Platform("dev")
    platform.functions.declare_version_gone(platform.name_of("api"), "4")

    with pytest.raises(UnreachableReleaseError, match="version 4 is gone"):
        platform.rollback().prepare()

    assert platform.calls.made == []


def test_what_is_marked_compromised_is_not_gone_back_to() -> None:
    platform = Platform("dev")
    platform.ledger.declare_security(platform.good.commit, "compromised")

    with pytest.raises(RefusedError, match="is marked compromised") as refused:
        platform.rollback().prepare()

    assert "mark-secure dev" in (refused.value.next_command or "")
    assert platform.calls.made == []


def test_a_mark_that_comes_after_the_plan_stops_the_run() -> None:
    platform = Platform("dev")
    rollback = platform.rollback()
    agreed = rollback.prepare().agreement
    platform.ledger.declare_security(platform.good.commit, "compromised")

    with pytest.raises(RefusedError, match="is marked compromised"):
        rollback.carry_out(agreed)

    assert platform.serves(platform.bad)


def test_removal_of_what_holds_data_is_refused_by_name() -> None:
    platform = Platform("dev")
    removal = change("replace", "aws:rds/cluster:Cluster", "database")
    platform.stack.declare_changes(removal)

    with pytest.raises(RefusedError, match="Nothing was changed") as refused:
        platform.rollback(platform.order(components=COMPONENTS)).prepare()

    assert removal.urn in refused.value.message
    assert "--allow-data-loss" in refused.value.message
    assert "--traffic-only" in (refused.value.next_command or "")
    assert platform.calls.made == []


def test_a_removal_that_is_allowed_by_name_passes_the_policy() -> None:
    platform = Platform("dev")
    removal = change("replace", "aws:rds/cluster:Cluster", "database")
    platform.stack.declare_changes(removal)

    asked = platform.order(components=COMPONENTS, data_loss=(removal.urn,))

    infrastructure = platform.rollback(asked).prepare().plan.infrastructure
    assert infrastructure is not None
    assert infrastructure.changes == (removal,)


def test_another_run_at_work_is_named_and_nothing_changes() -> None:
    platform = Platform("dev")
    platform.ledger.declare_lease(
        "other-run", OUTSIDER, "rollback of its own", platform.clock.now()
    )
    rollback = platform.rollback()
    agreed = rollback.prepare().agreement
    before = platform.state()

    with pytest.raises(BusyError, match="other-run"):
        rollback.carry_out(agreed)

    assert platform.state() == before
    assert platform.ledger.read_hold() is None


def test_the_next_run_gets_in_after_the_first_has_ended() -> None:
    platform = Platform("dev")
    first = platform.rollback(run_id="first")
    first.carry_out(first.prepare().agreement)

    forward = platform.rollback(platform.order(commit=platform.bad.commit), run_id="second")
    platform.site.declare_problems("/api/health", "", "", "")
    forward.carry_out(forward.prepare().agreement)

    lease = platform.ledger.read_lease()
    assert lease is not None
    assert (lease.run_id, lease.token) == ("second", 2)


def test_users_that_are_not_served_stop_the_run_where_it_can_be_continued() -> None:
    platform = Platform("dev")
    platform.site.declare_broken(platform.name_of("api"), "4")
    rollback = platform.rollback()

    with pytest.raises(UnhealthyError) as ill:
        rollback.carry_out(rollback.prepare().agreement)

    assert f"resume {RUN}" in (ill.value.next_command or "")
    run = platform.ledger.read_run(RUN)
    assert run is not None
    assert run.status == "stopped"
    assert platform.ledger.health_of(platform.good.commit) == "unknown"
    assert platform.ledger.read_hold() is not None


def test_the_lease_is_let_go_after_a_failure() -> None:
    platform = Platform("dev")
    platform.site.declare_broken(platform.name_of("api"), "4")
    rollback = platform.rollback()

    with pytest.raises(UnhealthyError):
        rollback.carry_out(rollback.prepare().agreement)

    lease = platform.ledger.read_lease()
    assert lease is not None
    assert not lease.is_alive(platform.clock.now() + timedelta(seconds=1))


def test_alarms_do_not_keep_the_infrastructure_waiting() -> None:
    platform = Platform("dev")
    platform.stack.declare_changes(change("update", name="api"))
    platform.alarms.declare_firing("clinical-trial-dev-error-rate", looks=2)
    rollback = platform.rollback(platform.order(components=COMPONENTS))

    rollback.carry_out(rollback.prepare().agreement)

    steps = [entry.step for entry in platform.ledger.journal(RUN) if entry.state == "done"]
    reconciled = steps.index("prove that nothing would change any more")
    assert steps.index("wait for the alarms to clear") > reconciled
