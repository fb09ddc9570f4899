"""What the engine is at, one resource at a time, for whoever shows it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

State = Literal["started", "done", "failed"]
# No change of its own: the two halves of a replacement are told by the step that joins them.
UNTOLD: Final = frozenset(
    {"same", "refresh", "read", "read-discard", "create-replacement", "delete-replaced"}
)


@dataclass(frozen=True)
class EngineProgress:
    """One operation on one resource began or ended.

    Attributes:
        resource: the name that the program gives it.
        type: last part of its type, `BucketV2`.
        operation: as the engine says it: create, update, delete, refresh, same …
        elapsed: seconds since the operation began.
    """

    resource: str
    type: str
    operation: str
    state: State
    elapsed: float = 0.0

    @property
    def is_change(self) -> bool:
        """Whether it is one of the changes that a plan lists."""
        return self.operation not in UNTOLD

    @property
    def is_work(self) -> bool:
        """Whether anything is asked of AWS for it."""
        return self.operation != "same"

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells an operation from all others that are at work."""
        return (self.operation, self.type, self.resource)


OnEngineProgress = Callable[[EngineProgress], None]
