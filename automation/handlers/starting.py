"""Starting the function that delivers, as soon as there is something to deliver. I/O: Lambda."""

import os
from typing import Final

from automation.gateways.aws import hasty_client
from automation.handlers.log import tell

# The name of that function; unset where no channel is set up.
MESSAGES_VARIABLE: Final = "MESSAGES_FUNCTION"


def start_delivery() -> None:
    """Start it and do not wait for it; never raises, and takes seconds at the most.

    Source: Lambda API reference, Invoke, `InvocationType`.
    """
    name = os.environ.get(MESSAGES_VARIABLE)
    if not name:
        return
    try:
        hasty_client("lambda").invoke(FunctionName=name, InvocationType="Event", Payload=b"{}")
    except Exception as error:  # noqa: BLE001 - telling must not stop what is told of
        tell(
            "progress",
            text=f"{name} could not be started ({type(error).__name__}); "
            "its schedule starts it within a minute",
        )
