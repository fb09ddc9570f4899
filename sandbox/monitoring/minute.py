"""How long a minute of AWS lasts here. Reads one environment variable."""

import os
from typing import Final

from sandbox.errors import SandboxError

VARIABLE: Final = "CLINICAL_TRIAL_SANDBOX_MINUTE"
MINUTE: Final = 60
_SHORTEST: Final = 0.5


class MinuteError(SandboxError):
    """The setting is no length of time."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{VARIABLE}={text!r} is no number of seconds from {_SHORTEST} to {MINUTE}. "
            f"Take it away: unset {VARIABLE}"
        )


def minute_seconds() -> float:
    """Seconds that stand for a minute of an alarm, of a health check's interval and of a retry.

    Raises:
        MinuteError: the setting is out of range.
    """
    text = os.environ.get(VARIABLE) or str(MINUTE)
    try:
        seconds = float(text)
    except ValueError as error:
        raise MinuteError(text) from error
    if not _SHORTEST <= seconds <= MINUTE:
        raise MinuteError(text)
    return seconds
