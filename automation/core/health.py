"""What a look at the platform gave. Pure data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """One look at a page.

    Attributes:
        status: HTTP status; 0 if nothing answered.
        problem: why it is not well; empty if it is.
    """

    path: str
    status: int
    problem: str
    md5: str = ""

    @property
    def is_well(self) -> bool:
        """Whether users get what they should."""
        return not self.problem
