"""What a watch tells, and the picture that it keeps. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from automation.core.names import Environment
from automation.core.outlook import Outlook
from automation.core.trigger import Condition
from automation.core.watching import Row

NewsKind = Literal[
    "watching",  # it begins, or still goes on
    "failed",  # a look failed
    "unknown",  # something could not be looked at
    "well",  # a look passed again, or is possible again
    "began",  # a condition is true from now on
    "ended",  # it is true no longer
    "reacted",  # a signal was brought to the decision; `outcome` says what came of it
    "told",  # what would have come of it, where the watch only tells
    "asks",  # a person has to decide
    "stuck",  # the reaction could not be carried out; the watch goes on
    "changed",  # another release is live, or the hold is another
    "stopped",  # it ends
]

# What a reaction that changed something comes to.
ACTIONS: Final = frozenset({"rolled-back", "resumed", "held"})


@dataclass(frozen=True)
class News:
    """One thing worth a line.

    Attributes:
        about: check, trigger, `aws`, `live`, or the environment.
        outcome: of a reaction.
        next_command: what a person types, if anything.
    """

    at: datetime
    kind: NewsKind
    about: str
    text: str
    outcome: str | None = None
    run_id: str | None = None
    commit: str | None = None
    next_command: str | None = None


@dataclass(frozen=True)
class Picture:
    """Everything that a watch knows at one moment.

    Attributes:
        acts: whether it carries out what it decides.
        health: its own looks at the health page.
        alarms: as last read, by the names of their triggers.
        aws: whether the alarms could be read.
        releases: whether releases and ledger could be read.
        outlook: None until it was read for the first time.
        last: what came of the newest signal; of the newest that led to anything, if one did.
    """

    environment: Environment
    acts: bool
    began: datetime
    health: Row = field(default_factory=Row)
    alarms: Mapping[str, Condition] = field(default_factory=dict)
    aws: Row = field(default_factory=Row)
    releases: Row = field(default_factory=Row)
    outlook: Outlook | None = None
    last: News | None = None
