"""What every handler is given by Lambda. I/O: none."""

from typing import Final, Protocol

ENVIRONMENT_VARIABLE: Final = "ENVIRONMENT"


class Context(Protocol):
    """What is needed of Lambda's context object."""

    def get_remaining_time_in_millis(self) -> int: ...
