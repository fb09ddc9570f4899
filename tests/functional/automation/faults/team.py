"""Incidents on several platforms at once: a run that waits to try again holds up no other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from automation.runs.auditing import Reading
from tests.functional.automation.faults.incidents import Incidents
from tests.functional.automation.miniature.calls import Call

Check = Callable[[Incidents, int], None]


class Team:
    """Several incidents' makers, each with a platform of its own."""

    def __init__(self, members: tuple[Incidents, ...]) -> None:
        self._members = members
        # Recorded, so that new calls are covered by themselves.
        self.calls: list[Call] = members[0].record()

    def audits(self) -> list[Reading]:
        """The whole chain of each platform."""
        return [member.scene.platform.audit.read() for member in self._members]

    def at_each_call(self, check: Check, every: int = 1) -> int:
        """Check each of the calls that change something.

        Args:
            check: makes a run that is struck at a call, and judges its end.
            every: 5 checks each fifth one only.

        Returns:
            How many were checked.
        """
        points = range(every - 1, len(self.calls), every)

        def work(number: int) -> None:
            for at in points[number :: len(self._members)]:
                check(self._members[number], at)

        with ThreadPoolExecutor(len(self._members)) as pool:
            list(pool.map(work, range(len(self._members))))
        return len(points)
