"""A deliverer with everything that it needs. I/O: none until it delivers.

It needs the channels' libraries and the templates, and neither a terminal nor the engine: a
function on a schedule delivers by `deliverer_of(environment, settings_of(environment)).round()`.
"""

import socket
from collections.abc import Callable
from uuid import uuid4

from automation.core.notification_settings import NotificationSettings
from automation.gateways.channels.switchboard import Switchboard
from automation.gateways.outbox import OutboxGateway
from automation.runs.clock import SystemClock
from automation.runs.delivering import Delivering


def deliverer_of(
    environment: str,
    settings: NotificationSettings,
    is_over: Callable[[], bool] = lambda: False,
) -> Delivering:
    """A deliverer of this process, under a name that no other one has.

    Args:
        environment: its name.
        settings: who is told of it.
        is_over: whether to claim nothing more.
    """
    who = f"{socket.gethostname()}-{uuid4().hex[:8]}"
    outbox, channels = OutboxGateway(environment), Switchboard(settings)
    return Delivering(outbox, channels, settings, SystemClock(), who, is_over)
