"""Everything that a run touches, in one place. No I/O of its own."""

from dataclasses import dataclass, field

from automation.runs.clock import Clock
from automation.runs.ports import (
    Alarms,
    Archive,
    Frontend,
    Functions,
    Ledger,
    Releases,
    Reporter,
    Site,
    Stack,
)
from automation.runs.stopping import StopRequest


@dataclass(frozen=True)
class World:
    """The ports of one environment.

    Attributes:
        stack: None where the infrastructure stays as it is.
        stop: what the signal handlers set.
    """

    functions: Functions
    frontend: Frontend
    releases: Releases
    ledger: Ledger
    archive: Archive
    site: Site
    site_url: str
    alarms: Alarms
    stack: Stack | None
    clock: Clock
    reporter: Reporter
    stop: StopRequest = field(default_factory=StopRequest)
