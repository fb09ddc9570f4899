"""A stack's updates as they are listed. Pure."""

from dataclasses import dataclass

from automation.core.pending import PendingOperation
from automation.core.stack_update import Update


@dataclass(frozen=True)
class ListedStates:
    """The history, and how the present state is.

    Attributes:
        updates: newest first.
        present: number of the newest update whose state the present one is; None if it is of none
            of those that were compared.
        pending: operations whose end nobody knows, in the present state.
        faults: why the engine can't work with the present state, in words.
    """

    updates: tuple[Update, ...]
    present: int | None
    pending: tuple[PendingOperation, ...]
    faults: tuple[str, ...]
