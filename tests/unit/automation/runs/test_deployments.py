"""A deployment that was under way when the hold was written."""

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.core.errors import BusyError, StoppedError
from automation.core.plan import COMPONENTS
from automation.runs.deployments import PATIENCE
from automation.runs.rollback import Rollback
from tests.builders import stack_lock
from tests.unit.automation.deploying import COMMIT, STEPS, Deploying
from tests.unit.automation.fakes import aws_error
from tests.unit.automation.fakes.backend import HERE
from tests.unit.automation.platform_in_memory import GOOD, RUN, Platform


def under_way(platform: Platform) -> Deploying:
    """A deployment that passed its guard, and goes on after the traffic has moved."""
    deploying = Deploying(platform)
    deploying.steps(2)()
    return deploying


def go_on_while_the_run_waits(platform: Platform, deploying: Deploying) -> None:
    # The first two sleeps are the verification's.
    platform.clock.declare_meanwhile(lambda: None, lambda: None, *[deploying.step] * STEPS)


def carry_out(platform: Platform, rollback: Rollback | None = None) -> None:
    wanted = rollback or platform.rollback()
    wanted.carry_out(wanted.prepare().agreement)


def test_what_it_overwrites_is_moved_again() -> None:
    platform = Platform("dev")
    go_on_while_the_run_waits(platform, under_way(platform))

    carry_out(platform)

    assert platform.serves(platform.good)
    hold = platform.ledger.read_hold()
    assert hold is not None
    assert hold.run_id == RUN


def test_where_it_made_no_release_none_is_told_of() -> None:
    platform = Platform("dev")
    middle, _ = (
        platform.deploy(replace(GOOD, versions=GOOD.versions | {"api": version}))
        for version in ("6", "7")
    )
    carry_out(platform, platform.rollback(platform.order(commit=middle.commit), "the-first"))
    lock = stack_lock("deployment")
    platform.backend.declare_lock(lock)
    platform.clock.declare_meanwhile(
        *[lambda: None] * 2, lambda: platform.backend.declare_unlocked(lock)
    )

    carry_out(platform)

    assert not any("is on record" in line for line in told(platform))


def test_the_traffic_moves_before_anybody_waits() -> None:
    platform = Platform("dev")
    deploying = under_way(platform)
    served_meanwhile: list[bool] = []

    def look() -> None:
        served_meanwhile.append(platform.serves(platform.good))
        deploying.finish()

    platform.clock.declare_meanwhile(lambda: None, lambda: None, look)

    carry_out(platform)

    assert served_meanwhile == [True]


def test_the_wait_is_seen_and_journaled_with_who_where_and_since_when() -> None:
    platform = Platform("dev")
    go_on_while_the_run_waits(platform, under_way(platform))

    carry_out(platform)

    owner = "dana on elsewhere.example (pid 4711) since 2026-03-02 09:30:00 UTC"
    assert f"the traffic was moved; waiting for {owner}" in platform.reporter.lines
    steps = [(entry.step, entry.state) for entry in platform.ledger.journal(RUN)]
    assert (f"wait for the deployment of {owner}", "done") in steps


def test_the_cache_is_emptied_again_by_another_request() -> None:
    platform = Platform("dev")
    go_on_while_the_run_waits(platform, under_way(platform))

    carry_out(platform)

    assert [call.split()[-1] for call in platform.calls.matching("invalidate")] == [
        RUN,
        f"{RUN}-2",
    ]


def test_its_release_is_the_newest_and_gets_no_verdict() -> None:
    platform = Platform("dev")
    go_on_while_the_run_waits(platform, under_way(platform))

    carry_out(platform)

    assert platform.releases.newest(1)[0].commit == COMMIT
    assert platform.ledger.health_of(COMMIT) == "unknown"
    assert platform.ledger.health_of(platform.bad.commit) == "bad"
    assert platform.ledger.health_of(platform.good.commit) == "healthy"
    assert any(COMMIT[:12] in line and "users don't get it" in line for line in told(platform))


def test_the_same_rollback_again_finds_nothing_to_do() -> None:
    platform = Platform("dev")
    go_on_while_the_run_waits(platform, under_way(platform))
    carry_out(platform)

    again = platform.rollback(run_id="dev-20260302T094000Z-000002")

    assert again.prepare().plan.is_empty


def test_one_that_ended_while_the_traffic_moved_is_put_right_too() -> None:
    platform = Platform("dev")
    deploying = under_way(platform)
    at = calls_until(platform, "append done empty")
    platform.calls.declare_before(at, deploying.finish)

    carry_out(platform)

    assert platform.serves(platform.good)


def test_the_infrastructure_waits_for_it() -> None:
    platform = Platform("dev")
    deploying = under_way(platform)
    go_on_while_the_run_waits(platform, deploying)
    ended: list[bool] = []
    at = calls_until(platform, "apply", everything=True)
    platform.calls.declare_before(at, lambda: ended.append(deploying.has_ended))

    carry_out(platform, platform.rollback(platform.order(components=COMPONENTS)))

    assert ended == [True]


def test_patience_ends_with_who_it_is_and_what_a_person_may_do() -> None:
    platform = Platform("dev")
    under_way(platform)
    began = platform.clock.now()

    with pytest.raises(BusyError, match=r"dana on elsewhere\.example \(pid 4711\)") as busy:
        carry_out(platform)

    assert platform.clock.now() - began < PATIENCE + timedelta(minutes=1)
    assert f"resume {RUN}" in (busy.value.next_command or "")
    assert "pulumi cancel --stack dev" in (busy.value.next_command or "")
    assert platform.serves(platform.good)
    assert platform.ledger.health_of(platform.good.commit) == "unknown"
    assert platform.ledger.read_hold() is not None
    assert platform.calls.matching("remove_lock") == []


def test_the_run_resumed_puts_right_what_was_overwritten_after_patience_ended() -> None:
    platform = Platform("dev")
    deploying = under_way(platform)
    with pytest.raises(BusyError):
        carry_out(platform)
    deploying.finish()
    assert not platform.serves(platform.good)
    # Users came meanwhile, and the cache keeps what they got.
    platform.frontend.as_users_see("index.html")

    assert platform.recovery().resume().status == "finished"

    assert platform.serves(platform.good)


def test_a_dead_owner_is_not_waited_for() -> None:
    platform = Platform("dev")
    platform.backend.declare_lock(stack_lock(host=HERE, pid=99))

    with pytest.raises(StoppedError, match="that process is dead") as stopped:
        carry_out(platform)

    assert f"resume {RUN}" in (stopped.value.next_command or "")
    assert platform.calls.matching("remove_lock") == []


def test_a_living_owner_on_this_machine_is_waited_for() -> None:
    platform = Platform("dev")
    lock = platform.backend.declare_lock(stack_lock(host=HERE, pid=99))
    platform.processes.declare_running(99)
    platform.clock.declare_meanwhile(
        *[lambda: None] * 5, lambda: platform.backend.declare_unlocked(lock)
    )

    carry_out(platform)

    assert platform.ledger.health_of(platform.good.commit) == "healthy"


def test_a_lock_that_came_after_the_hold_is_nobody_to_wait_for() -> None:
    platform = Platform("dev")
    platform.backend.declare_on_listing(lambda: platform.backend.declare_lock(stack_lock()))

    carry_out(platform)

    assert platform.serves(platform.good)
    assert not any("waiting for dana" in line for line in told(platform))


def test_a_stop_is_obeyed_while_waiting() -> None:
    platform = Platform("dev")
    under_way(platform)
    platform.clock.declare_meanwhile(*[lambda: None] * 3, lambda: platform.stop.ask("SIGINT"))

    with pytest.raises(StoppedError, match="SIGINT"):
        carry_out(platform)


def test_a_backend_that_does_not_answer_leaves_the_confirmation() -> None:
    platform = Platform("dev")
    platform.backend.declare_unreachable(aws_error("AccessDenied", "ListObjectsV2"))

    carry_out(platform)

    assert platform.serves(platform.good)
    assert any("is not known (ClientError" in line for line in told(platform))


def test_a_backend_that_fails_while_waiting_is_asked_again() -> None:
    platform = Platform("dev")
    deploying = under_way(platform)
    platform.backend.declare_on_listing(
        lambda: platform.backend.declare_unreachable(aws_error("SlowDown", "ListObjectsV2"))
    )
    go_on_while_the_run_waits(platform, deploying)

    carry_out(platform)

    assert deploying.has_ended
    assert platform.serves(platform.good)


def test_without_a_backend_the_confirmation_finds_what_was_overwritten() -> None:
    platform = Platform("dev")
    deploying = under_way(platform)
    # The last moment before the verdict.
    at = calls_until(platform, "append done wait for the alarms")
    platform.calls.declare_before(at, deploying.finish)

    with pytest.raises(StoppedError, match="somebody else moved what it moves"):
        carry_out(platform, without_backend(platform))

    assert any("there is no backend to ask" in line for line in told(platform))


def without_backend(platform: Platform) -> Rollback:
    world = replace(platform.world(with_engine=False), backend=None)
    return Rollback(platform.order(), platform.good, world, RUN)


def told(platform: Platform) -> list[str]:
    return platform.reporter.lines


def calls_until(platform: Platform, call: str, *, everything: bool = False) -> int:
    """The number of a call in a run that nobody disturbs."""
    rehearsal = Platform(platform.environment)
    components = COMPONENTS if everything else COMPONENTS[:2]
    carry_out(rehearsal, rehearsal.rollback(rehearsal.order(components=components)))
    return next(i for i, made in enumerate(rehearsal.calls.made) if made.startswith(call))
