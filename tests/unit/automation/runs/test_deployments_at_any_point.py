"""A deployment against a rollback, its steps at every point of the run: one winner, nothing lost.

The deployment holds the engine's lock from before its guard to its end, as the engine does. Either
users end at the target with the hold standing, or the run has stopped and says so, and the same
command again ends at the target.
"""

import random
from collections.abc import Callable

import pytest

from automation.core.errors import OperatorError
from automation.core.plan import COMPONENTS, ComponentName
from tests.unit.automation.deploying import COMMIT, STEPS, Deploying
from tests.unit.automation.platform_in_memory import RUN, Platform

PAIRS = 200
AGAIN = "dev-20260302T094000Z-000002"
TRAFFIC = COMPONENTS[:2]
Arrange = Callable[[Platform, Deploying], None]


def calls_of(components: tuple[ComponentName, ...]) -> int:
    """How many calls a run makes that nobody disturbs."""
    platform = Platform("dev")
    rollback = platform.rollback(platform.order(components=components))
    rollback.carry_out(rollback.prepare().agreement)
    return len(platform.calls.made)


def at_random(calls: int, seed: int) -> Arrange:
    """Each step before some call of the run or while it sleeps, in any rhythm."""
    dice = random.Random(seed)  # noqa: S311 - a rhythm, no secret
    before = sorted(dice.randrange(calls) for _ in range(dice.randrange(STEPS + 1)))

    def arrange(platform: Platform, deploying: Deploying) -> None:
        deploying.steps(dice.choice((0, 0, 1, 2)))()
        for number in before:
            platform.calls.declare_before(number, deploying.step)
        platform.clock.declare_meanwhile(
            *[dice.choice((deploying.step, lambda: None)) for _ in range(5 * STEPS)]
        )

    return arrange


def all_at(call: int) -> Arrange:
    """Past its guard before the run begins; everything that it writes right before one call."""

    def arrange(platform: Platform, deploying: Deploying) -> None:
        deploying.steps(2)()
        platform.calls.declare_before(call, deploying.finish)

    return arrange


def half_at(call: int) -> Arrange:
    """Half of its writes before one call, the rest while the run waits for it."""

    def arrange(platform: Platform, deploying: Deploying) -> None:
        deploying.steps(2)()
        platform.calls.declare_before(call, deploying.steps(3))
        platform.clock.declare_meanwhile(*[lambda: None] * 4, *[deploying.step] * STEPS)

    return arrange


def race(
    arrange: Arrange, components: tuple[ComponentName, ...]
) -> tuple[Platform, Deploying, str]:
    """Both at once; gives what the run said when it stopped, or nothing."""
    platform = Platform("dev")
    deploying = Deploying(platform)
    rollback = platform.rollback(platform.order(components=components))
    agreed = rollback.prepare().agreement
    arrange(platform, deploying)
    try:
        rollback.carry_out(agreed)
    except OperatorError as error:
        return platform, deploying, error.message
    return platform, deploying, ""


def insist(platform: Platform, deploying: Deploying, stopped: str) -> None:
    run = platform.ledger.read_run(RUN)
    if not stopped:
        insist_on_target(platform)
        assert run is not None
        assert run.status == "finished"
        assert platform.ledger.health_of(COMMIT) == "unknown"
        deploying.finish()
        insist_on_target(platform)
        return
    assert run is None or (run.status, run.outcome) == ("stopped", stopped)
    deploying.finish()
    if run is None:
        assert platform.ledger.read_hold() is None
        assert not deploying.was_refused
    insist_on_a_way_on(platform)


def insist_on_target(platform: Platform) -> None:
    assert platform.serves(platform.good)
    hold = platform.ledger.read_hold()
    assert hold is not None
    assert hold.target_commit == platform.good.commit


def insist_on_a_way_on(platform: Platform) -> None:
    again = platform.rollback(run_id=AGAIN)
    prepared = again.prepare()
    again.carry_out(prepared.agreement)
    insist_on_target(platform)


@pytest.mark.parametrize("components", [TRAFFIC, COMPONENTS], ids=["traffic", "everything"])
def test_in_any_rhythm_there_is_one_winner(components: tuple[ComponentName, ...]) -> None:
    calls = calls_of(components)
    finished = 0
    for seed in range(PAIRS):
        platform, deploying, stopped = race(at_random(calls, seed), components)
        insist(platform, deploying, stopped)
        finished += not stopped
    # The wait is no excuse to stop at every deployment.
    assert finished > PAIRS // 4


@pytest.mark.parametrize("components", [TRAFFIC, COMPONENTS], ids=["traffic", "everything"])
@pytest.mark.parametrize("writes", [all_at, half_at])
def test_writing_right_before_any_call_there_is_one_winner(
    writes: Callable[[int], Arrange], components: tuple[ComponentName, ...]
) -> None:
    for call in range(calls_of(components)):
        platform, deploying, stopped = race(writes(call), components)
        insist(platform, deploying, stopped)
