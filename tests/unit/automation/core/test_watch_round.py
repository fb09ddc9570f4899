"""What a round comes to."""

import pytest

from automation.core.trigger import Condition, ConditionState
from automation.core.watch_news import Picture
from automation.core.watch_round import Round, round_of
from automation.core.watching import WATCHED, Judgement, Look, Row
from tests.builders import NOW


def picture(
    health: Judgement = "pass", state: ConditionState = "OK", aws: Judgement = "pass"
) -> Picture:
    """All alarms are in the given state."""
    return Picture(
        "prod",
        True,
        NOW,
        health=Row().after(Look(NOW, health, "")),
        alarms=dict.fromkeys(WATCHED, Condition(state, NOW, "")),
        aws=Row().after(Look(NOW, aws, "")),
    )


@pytest.mark.parametrize(
    ("seen", "outcomes", "expected"),
    [
        (picture(), (), Round.WELL),
        (picture("fail"), (), Round.ILL),
        (picture("fail"), ("ignored", "later"), Round.ILL),
        (picture("pass", "ALARM"), ("stuck",), Round.ILL),
        (picture("fail"), ("ignored", "rolled-back"), Round.ACTED),
        (picture("fail"), ("held",), Round.ACTED),
        (picture("fail"), ("resumed",), Round.ACTED),
        (picture("unknown"), (), Round.UNDECIDED),
        (picture("pass", "INSUFFICIENT_DATA"), (), Round.UNDECIDED),
        (picture("pass", "OK", "unknown"), (), Round.UNDECIDED),
        (picture("fail", "OK", "unknown"), (), Round.ILL),
        (Picture("prod", True, NOW), (), Round.UNDECIDED),
    ],
)
def test_a_round_comes_to_its_worst_finding(
    seen: Picture, outcomes: tuple[str, ...], expected: Round
) -> None:
    assert round_of(seen, outcomes) is expected
