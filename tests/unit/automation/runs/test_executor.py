"""Carrying a plan out: order, journal, and the second executor that only shows."""

import pytest

from automation.core.errors import BusyError, EngineError, StoppedError, UnhealthyError
from automation.core.plan import COMPONENTS
from automation.runs.executor import DisplayExecutor
from automation.runs.rollback import Rollback
from tests.builders import OUTSIDER
from tests.unit.automation.platform_in_memory import RUN, Platform


def run(platform: Platform, rollback: Rollback) -> None:
    rollback.carry_out(platform.agreement_for(rollback))


def everything(platform: Platform) -> Rollback:
    return platform.rollback(platform.order(components=COMPONENTS))


def test_the_hold_comes_before_anything_moves() -> None:
    platform = Platform("dev")

    run(platform, everything(platform))

    calls = [call.split()[0] for call in platform.calls.made]
    moves = ("point_alias", "restore", "delete", "invalidate", "apply")
    assert calls.index("write_hold") < min(calls.index(move) for move in moves)


def test_aliases_then_files_then_deletions_then_the_cache() -> None:
    platform = Platform("dev")

    run(platform, platform.rollback())

    moves = [
        call.split()[0]
        for call in platform.calls.made
        if call.split()[0] in {"point_alias", "restore", "delete", "invalidate"}
    ]
    assert moves == [
        "point_alias",
        "point_alias",
        "restore",
        "restore",
        "delete",
        "invalidate",
    ]


def test_the_page_comes_back_last() -> None:
    platform = Platform("dev")

    run(platform, platform.rollback())

    assert platform.calls.matching("restore")[-1] == "restore index.html"


def test_the_cache_is_emptied_once_under_the_runs_name_and_waited_for() -> None:
    platform = Platform("dev")

    run(platform, platform.rollback())

    assert platform.calls.matching("invalidate") == [f"invalidate E2EXAMPLE {RUN}"]
    assert platform.frontend.waited_for == ["I1"]


def test_every_step_is_journaled_before_and_after() -> None:
    platform = Platform("dev")

    run(platform, everything(platform))

    entries = platform.ledger.journal(RUN)
    told = [(entry.step, entry.state) for entry in entries]
    steps = list(dict.fromkeys(entry.step for entry in entries))
    assert steps[0] == "hold the environment and pin its aliases"
    assert steps[-1] == "record the verdict on both releases"
    assert all(told.count((step, "started")) == told.count((step, "done")) for step in steps)
    assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))


def test_each_change_lies_between_its_two_lines() -> None:
    platform = Platform("dev")

    run(platform, platform.rollback())

    calls = platform.calls.made
    started, done = (calls.index(f"append {state} move 2 aliases") for state in ("started", "done"))
    moved = [index for index, call in enumerate(calls) if call.startswith("point_alias")]
    assert all(started < index < done for index in moved)


def test_phases_are_told_in_their_order() -> None:
    platform = Platform("dev")

    run(platform, everything(platform))

    told = list(dict.fromkeys(platform.reporter.phases))
    assert told == ["hold", "traffic", "verify", "reconcile", "close"]


def test_a_step_that_fails_is_journaled_as_failed() -> None:
    platform = Platform("dev")
    platform.stack.declare_failing("The engine failed: no such subnet")

    with pytest.raises(EngineError):
        run(platform, everything(platform))

    last = platform.ledger.journal(RUN)[-1]
    assert (last.phase, last.state) == ("reconcile", "failed")
    assert "no such subnet" in last.detail


def test_users_are_served_even_when_the_engine_fails_afterwards() -> None:
    platform = Platform("dev")
    platform.stack.declare_failing("The engine failed")

    with pytest.raises(EngineError):
        run(platform, everything(platform))

    assert platform.serves(platform.good)
    record = platform.ledger.read_run(RUN)
    assert record is not None
    assert record.status == "stopped"


def test_a_lost_lease_stops_the_run_before_the_next_change() -> None:
    platform = Platform("dev")
    platform.clock.declare_meanwhile(
        lambda: platform.ledger.declare_lease("thief", OUTSIDER, "took over", platform.clock.now())
    )

    with pytest.raises(BusyError, match="thief"):
        run(platform, platform.rollback())

    assert platform.ledger.health_of(platform.bad.commit) == "unknown"
    assert platform.ledger.health_of(platform.good.commit) == "unknown"


def test_a_stop_that_was_asked_for_is_obeyed_before_the_next_step() -> None:
    platform = Platform("dev")
    platform.stop.ask("SIGTERM")

    with pytest.raises(StoppedError, match="SIGTERM") as stopped:
        run(platform, platform.rollback())

    assert f"resume {RUN}" in (stopped.value.next_command or "")
    assert platform.calls.matching("write_hold") == []


def test_ill_traffic_does_not_keep_the_infrastructure_from_following() -> None:
    platform = Platform("dev")
    platform.site.declare_problems("/api/health", *["waits for a new setting"] * 40)

    run(platform, everything(platform))

    assert platform.calls.matching("apply") == ["apply"]


def test_ill_traffic_alone_stops_the_run() -> None:
    platform = Platform("dev")
    platform.site.declare_problems("/api/health", *["broken"] * 40)

    with pytest.raises(UnhealthyError, match="broken"):
        run(platform, platform.rollback())


def test_showing_a_plan_names_its_commands_and_changes_nothing() -> None:
    platform = Platform("dev")
    plan = everything(platform).prepare().plan

    DisplayExecutor(platform.reporter).execute(plan)

    assert platform.calls.made == []
    assert "nothing is changed" in platform.reporter.phases[-1]
    assert any("aws lambda update-alias" in line for line in platform.reporter.lines)
    assert any("pulumi up" in line for line in platform.reporter.lines)


def test_what_the_engine_is_at_is_told_with_the_number_of_changes_that_were_agreed() -> None:
    platform = Platform("dev")
    rollback = everything(platform)
    planned = rollback.prepare().plan.infrastructure
    assert planned is not None

    run(platform, everything(platform))

    assert platform.reporter.totals[-3:] == [None, len(planned.changes), None]
    assert {event.resource for event in platform.reporter.engine_events} == {
        change.name for change in planned.changes
    }
