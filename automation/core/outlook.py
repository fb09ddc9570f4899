"""What would come of an alarm now, by the same decision that it would come of. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from automation.core.automatic import (
    Act,
    HoldAndPage,
    Ignore,
    Later,
    Response,
    Resume,
    decide,
)
from automation.core.hold import Hold
from automation.core.names import Environment
from automation.core.release import Health, Release
from automation.core.release_list import Recorded
from automation.core.situation import Situation, live_record
from automation.core.trigger import Condition, Signal

SUPPOSED: Final = "errors-fast"


@dataclass(frozen=True)
class Outlook:
    """An environment as whoever keeps watch over it wants to know it.

    Attributes:
        live: what users are served; None where it is no whole release.
        verdict: on it.
        new_until: end of its bake window; None where there is none.
        newest: the release that was deployed last; its settings count.
        response: to an alarm that would begin now.
    """

    live: Recorded | None
    verdict: Health
    new_until: datetime | None
    hold: Hold | None
    newest: Release
    response: Response


def supposed_signal(environment: Environment, now: datetime) -> Signal:
    """An alarm that begins now."""
    return Signal("watch", SUPPOSED, environment, "ALARM", now, now, "supposed")


def outlook_of(situation: Situation, signal: Signal) -> Outlook | None:
    """What a situation means; None where nothing was ever deployed.

    Args:
        situation: as read for a supposed signal.
        signal: the supposed one.
    """
    catalogue = situation.catalogue
    if not catalogue.records:
        return None
    live, newest = live_record(catalogue), catalogue.records[0].release
    supposed = replace(
        situation, condition=Condition("ALARM", situation.now, signal.reason), requests=None
    )
    bake = newest.governance.bake_minutes
    is_baking = newest.governance.automatic_rollback == "bake" and live is not None
    return Outlook(
        live=live,
        verdict=catalogue.verdicts.get(live.release.commit, "unknown") if live else "unknown",
        new_until=live.recorded_at + timedelta(minutes=bake) if live and is_baking else None,
        hold=catalogue.live.hold,
        newest=newest,
        response=decide(signal, supposed),
    )


def foretold(response: Response) -> str:
    """What a response would be, in words that follow "it"."""
    match response:
        case Act():
            return f"would go back to {response.target.commit[:12]}"
        case Resume():
            return f"would go on with run {response.run.run_id}"
        case HoldAndPage():
            return f"would hold the environment and call a person: {response.reason}"
        case Later():
            return f"would wait: {response.reason}"
        case Ignore():
            return f"would do nothing: {response.reason}"
