"""What a lock-down keeps from being done: the infrastructure's program would open it again.

I/O: reads the ledger.
"""

from collections.abc import Collection

from automation.core.errors import LockedDownError
from automation.core.lockdown import refusal, unlock_command
from automation.runs.ports import Ledger


def insist_on_no_lock_down(ledger: Ledger, environment: str, components: Collection[str]) -> None:
    """Let nobody run the infrastructure's program while a lock-down is on record.

    Args:
        ledger: the ledger.
        environment: its name.
        components: parts that are to be taken back; functions and files open nothing.

    Raises:
        LockedDownError: it is locked down; it says since when, by whom and how to open it.
    """
    if "infrastructure" not in components:
        return
    closings = ledger.closings()
    if closings:
        raise LockedDownError(
            refusal(closings, environment),
            f"{unlock_command(closings, environment)}   "
            "(or repeat with --traffic-only, which opens nothing)",
        )
