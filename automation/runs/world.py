"""Everything that a run touches, in one place. No I/O of its own."""

from dataclasses import dataclass, field

from automation.runs.announcing import NobodyTold
from automation.runs.clock import Clock
from automation.runs.ports import (
    Alarms,
    Archive,
    Audit,
    Backend,
    Checks,
    Frontend,
    Functions,
    Ledger,
    Notices,
    Processes,
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
        backend: where the stack's state is kept; None where nobody can be asked.
        processes: this machine's; None where nothing can be proven of them.
        notices: where people are told of the run.
        checks: None where nobody can try what users do.
    """

    functions: Functions
    frontend: Frontend
    releases: Releases
    ledger: Ledger
    archive: Archive
    site: Site
    site_url: str
    alarms: Alarms
    audit: Audit
    stack: Stack | None
    clock: Clock
    reporter: Reporter
    stop: StopRequest = field(default_factory=StopRequest)
    backend: Backend | None = None
    processes: Processes | None = None
    notices: Notices = field(default_factory=NobodyTold)
    checks: Checks | None = None
