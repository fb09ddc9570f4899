"""What one round of a watch comes to, for a scheduler. Pure."""

from collections.abc import Collection
from enum import Enum

from automation.core.watch_news import ACTIONS, Picture


class Round(Enum):
    """The worst of what was found, from the best on."""

    WELL = "well"
    UNDECIDED = "undecided"  # something could not be looked at
    ILL = "ill"  # something is ill, and this round did nothing about it
    ACTED = "acted"  # this round went back, went on with a run, or held the environment


def round_of(picture: Picture, outcomes: Collection[str]) -> Round:
    """What a round comes to.

    Args:
        picture: after it.
        outcomes: of the signals that it brought.
    """
    if ACTIONS & set(outcomes):
        return Round.ACTED
    health = picture.health.last
    states = {condition.state for condition in picture.alarms.values()}
    if "ALARM" in states or (health is not None and health.judgement == "fail"):
        return Round.ILL
    knows_health = health is not None and health.judgement == "pass"
    aws = picture.aws.last
    if not knows_health or aws is None or aws.judgement != "pass" or "INSUFFICIENT_DATA" in states:
        return Round.UNDECIDED
    return Round.WELL
