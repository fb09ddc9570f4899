"""What a watch looks at, and the second look at what it found. I/O: through the ports only."""

from automation.core.trigger import Condition, Signal
from automation.core.watching import HEALTH, HEALTH_PATH, Look, Row
from automation.runs.clock import Clock
from automation.runs.ports import AlarmStates, Conditions, Site


class HealthRow:
    """The row of the watch's own looks, for those who look again."""

    def __init__(self) -> None:
        self.row = Row()


class WatchedConditions:
    """Looks again at what a watch told: at its own row, or at the alarm that it told of."""

    def __init__(self, own: HealthRow, alarms: Conditions) -> None:
        self._own = own
        self._alarms = alarms

    def look(self, signal: Signal) -> Condition:
        """The condition now; that of the row is known by when it was raised."""
        row = self._own.row
        if signal.name == HEALTH and row.raised_since == signal.since:
            return row.condition
        return self._alarms.look(signal)


def look_at_health(site: Site, alarms: AlarmStates, clock: Clock) -> Look:
    """One look at the health page.

    Where nothing answers at all, AWS is asked whether it does: if not, the fault may be this
    machine's network, and nobody knows how the platform is.
    """
    began = clock.now()
    answer = site.health(HEALTH_PATH)
    if answer.is_well:
        return Look(began, "pass", f"HTTP {answer.status}")
    if answer.status == 0 and not alarms.answer():
        return Look(began, "unknown", f"{answer.problem}, and AWS does not answer either")
    return Look(began, "fail", answer.problem)
