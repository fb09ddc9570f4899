"""What opening a locked-down environment would undo, and what keeps it from being done. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from automation.core.approval import (
    EVIDENCE_FORMAT,
    EVIDENCE_FORMAT_PART,
    ORDER,
    Evidence,
    order_digest,
    summary_digest,
)
from automation.core.doors import State, state_of, strange, title
from automation.core.lockdown import Closing
from automation.core.order import Order


@dataclass(frozen=True)
class DoorState:
    """One door's record, and how the door is now.

    Attributes:
        found: its configuration now.
    """

    closing: Closing
    found: str

    @property
    def state(self) -> State:
        """As closed, as it was before, or changed by somebody else."""
        return state_of(self.closing.part, self.closing.former, self.found)

    @property
    def strange(self) -> tuple[str, ...]:
        """How it differs from what the lock-down left; empty unless somebody else changed it."""
        if self.state != "changed":
            return ()
        return strange(self.closing.part, self.closing.former, self.found)

    @property
    def title(self) -> str:
        """The door in words."""
        return title(self.closing.part)


def summary(doors: tuple[DoorState, ...], environment: str) -> tuple[str, ...]:
    """The lines that an approver reads."""
    return (
        f"Open {environment} again",
        *(
            f"{door.title}: {'to what it was' if door.state == 'closed' else 'is open already'} "
            f"(closed by {door.closing.actor}, incident {door.closing.incident}; "
            f"configuration {door.closing.digest[:12]})"
            for door in doors
        ),
    )


def evidence_of(doors: tuple[DoorState, ...], order: Order) -> Evidence:
    """What an approval is bound to: who asks, and each configuration that would come back."""
    return Evidence(
        {
            EVIDENCE_FORMAT_PART: EVIDENCE_FORMAT,
            ORDER: order_digest(order),
            "summary": summary_digest(summary(doors, order.environment)),
            **_undone(doors),
        }
    )


def _undone(doors: tuple[DoorState, ...]) -> Mapping[str, str]:
    return {
        f"undo {door.closing.part}": f"{door.closing.run_id} {door.closing.digest}"
        for door in doors
    }
