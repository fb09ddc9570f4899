"""How a command tells people: the outbox, and couriers beside it. I/O: the ledger, the channels."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Final

from automation.core.notification_settings import NotificationSettings
from automation.core.outbox import is_open
from automation.core.telling import PLACES, is_set_up
from automation.gateways.outbox import OutboxGateway
from automation.runs.courier import Courier
from automation.runs.deliverer import deliverer_of
from automation.runs.notices import notices_of
from automation.runs.ports import Notices

# How long a run that has ended waits for its last messages; what is left is in the outbox.
_DRAIN_SECONDS: Final = 3.0


@contextmanager
def notices_delivered(
    environment: str, settings: NotificationSettings | None, tell: Callable[[str], None]
) -> Iterator[Notices]:
    """Notices that are delivered beside the run, which never waits for that until its end.

    Args:
        environment: its name.
        settings: who is to be told.
        tell: told in a line of what was left to another deliverer.
    """
    settings = settings or NotificationSettings()
    channels = {place.channel for place in PLACES if is_set_up(place, settings)}
    if not channels:
        yield notices_of(environment, None, tell)
        return
    deliverer = cache(lambda: deliverer_of(environment, settings, lambda: courier.is_closed))
    courier = Courier(lambda channel: deliverer().round(channel), channels)
    try:
        yield notices_of(environment, settings, tell, courier.wake)
    finally:
        if courier.was_woken:
            courier.close(_DRAIN_SECONDS)
            with suppress(Exception):
                _tell_of_the_rest(environment, tell)


def _tell_of_the_rest(environment: str, tell: Callable[[str], None]) -> None:
    waiting = sum(is_open(letter) for letter in OutboxGateway(environment).letters())
    if waiting:
        tell(
            f"{waiting} message{'s wait' if waiting > 1 else ' waits'} for delivery: "
            f"python -m automation.notify deliver {environment}"
        )
