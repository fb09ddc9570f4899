"""Two rollbacks at once: one winner, nothing lost, in whatever order their calls come."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from automation.core.errors import ApprovalVoidError, BusyError
from automation.core.release import Release
from tests.unit.automation.model import Deployment
from tests.unit.automation.platform_in_memory import Platform

PAIRS = 200
OLDER = Deployment({"api": "3", "auth": "6", "reports": "1"}, {"index.html": "older page"})


def race(platform: Platform, targets: tuple[Release, Release]) -> list[Release]:
    """Both begin at the same moment; gives the targets of those that went through."""
    start = Barrier(2)
    rollbacks = [
        platform.rollback(platform.order(commit=target.commit), run_id=f"dev-run-{number}")
        for number, target in enumerate(targets)
    ]
    agreed = [platform.agreement_for(rollback) for rollback in rollbacks]

    def carry_out(number: int) -> bool:
        start.wait()
        try:
            rollbacks[number].carry_out(agreed[number])
        except (BusyError, ApprovalVoidError):
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        won = list(pool.map(carry_out, range(2)))
    return [target for target, winner in zip(targets, won, strict=True) if winner]


@pytest.mark.parametrize("part", range(4))
def test_of_two_rollbacks_at_once_exactly_one_takes_place(part: int) -> None:
    for _ in range(part, PAIRS, 4):
        platform = Platform("dev")
        older = platform.deploy(OLDER)
        platform.deploy(Deployment({"api": "5", "auth": "8", "reports": "3"}, {"index.html": "x"}))

        winners = race(platform, (platform.good, older))

        assert len(winners) == 1
        assert platform.serves(winners[0])
        held = platform.ledger.read_hold()
        assert held is not None
        assert held.target_commit == winners[0].commit
        assert [run.status for run in platform.ledger.runs()] == ["finished"]
