"""Operations that a killed engine began and whose end nobody knows, as the stack's state has them.
Pure.

Measured with engine 3.259.0: the next `up`, refreshed or not, does them again and completes. It
keeps the note of an interrupted creation and warns at each update; whether the first attempt left a
resource in AWS, which the state does not know, only a person can find out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PendingOperation:
    """One operation.

    Attributes:
        kind: `creating`, `updating`, `deleting`, `reading`, `importing`.
    """

    kind: str
    urn: str


def pending_in(state: Mapping[str, Any]) -> tuple[PendingOperation, ...]:
    """The operations in a state, in the form of `pulumi stack export`."""
    listed = state.get("deployment", {}).get("pending_operations") or ()
    return tuple(PendingOperation(str(o["type"]), str(o["resource"]["urn"])) for o in listed)


def advice(pending: tuple[PendingOperation, ...], stack: str) -> tuple[str, ...]:
    """What a person is told about them; nothing where there are none."""
    if not pending:
        return ()
    lines = [f"the engine was killed while {o.kind} {o.urn}; it is done again" for o in pending]
    if any(operation.kind == "creating" for operation in pending):
        lines.append(
            "what it was creating may exist in AWS without the stack knowing it: look, remove it "
            "if it is there twice, and when the run has finished: "
            f"pulumi refresh --clear-pending-creates --stack {stack}"
        )
    return tuple(lines)
