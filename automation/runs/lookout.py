"""What a watch looks at: the health page, the alarms, the releases. I/O: through the ports only."""

from collections.abc import Callable
from dataclasses import dataclass

from automation.core.errors import ReleaseNotFoundError
from automation.core.names import Environment
from automation.core.outlook import Outlook, outlook_of, supposed_signal
from automation.core.trigger import Condition
from automation.core.watching import Look
from automation.runs.clock import Clock
from automation.runs.connection import Connection
from automation.runs.ports import Site
from automation.runs.stopping import StopRequest
from automation.runs.watched import HealthRow, look_at_health


@dataclass(frozen=True)
class Place:
    """What is watched, and with what.

    Attributes:
        site_at: the platform as users see it, at the address of a release record.
        own: the row of the watch's own looks; who looks again looks there.
    """

    environment: Environment
    connection: Connection
    site_at: Callable[[str], Site]
    own: HealthRow
    clock: Clock
    stop: StopRequest


class Lookout:
    """Looks, each time anew. The looks may be made in threads of their own."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._site: tuple[str, Site] | None = None

    def health(self) -> Look:
        """One look at the health page, at the address of the release that was deployed last."""
        site, place = self._site, self._place
        if site is None:
            raise RuntimeError("nobody knows yet where the site is")
        return look_at_health(site[1], place.connection.reach.alarms, place.clock)

    def alarms(self) -> dict[str, Condition]:
        """The triggers' alarms.

        Raises:
            OperatorError: AWS does not answer, or refuses the credentials.
        """
        return self._place.connection.ask(lambda reach: dict(reach.alarms.conditions()))

    def outlook(self) -> Outlook:
        """What users are served, and what would come of an alarm.

        Raises:
            ReleaseNotFoundError: nothing was ever deployed.
            OperatorError: AWS does not answer, or refuses the credentials.
        """
        place = self._place
        supposed = supposed_signal(place.environment, place.clock.now())
        situation = place.connection.ask(lambda reach: reach.automatic.look(supposed))
        outlook = outlook_of(situation, supposed)
        if outlook is None:
            name = place.environment
            raise ReleaseNotFoundError(f"{name} has no release yet.", f"pulumi up --stack {name}")
        self._go_to(outlook.newest.site_url)
        return outlook

    def _go_to(self, url: str) -> None:
        if self._site is None or self._site[0] != url:
            self._site = (url, self._place.site_at(url))
