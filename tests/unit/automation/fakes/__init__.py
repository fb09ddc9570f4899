"""An environment in memory: one honest fake for each port of `automation.runs.ports`."""

from tests.unit.automation.fakes.alarms import FakeAlarms
from tests.unit.automation.fakes.archive import FakeArchive
from tests.unit.automation.fakes.audience import FakeAudience
from tests.unit.automation.fakes.automatic import FakeClaims, FakeConditions, FakeRequests
from tests.unit.automation.fakes.backend import FakeBackend, FakeProcesses
from tests.unit.automation.fakes.background import FakeBackground
from tests.unit.automation.fakes.calls import Calls, Fault, ProcessKilledError, aws_error
from tests.unit.automation.fakes.checks import FakeChecks
from tests.unit.automation.fakes.clock import FakeClock
from tests.unit.automation.fakes.commits import FakeCommits
from tests.unit.automation.fakes.frontend import FakeFrontend
from tests.unit.automation.fakes.functions import FakeFunctions
from tests.unit.automation.fakes.ledger import FakeLedger
from tests.unit.automation.fakes.notices import FakeNotices
from tests.unit.automation.fakes.outbox import FakeChannel, FakeOutbox
from tests.unit.automation.fakes.releases import FakeReleases
from tests.unit.automation.fakes.reporter import FakeReporter
from tests.unit.automation.fakes.site import FakeSite
from tests.unit.automation.fakes.stack import FakeStack
from tests.unit.automation.fakes.state import FakeStateBackups, FakeStateEngine

__all__ = [
    "Calls",
    "FakeAlarms",
    "FakeArchive",
    "FakeAudience",
    "FakeBackend",
    "FakeBackground",
    "FakeChannel",
    "FakeChecks",
    "FakeClaims",
    "FakeClock",
    "FakeCommits",
    "FakeConditions",
    "FakeFrontend",
    "FakeFunctions",
    "FakeLedger",
    "FakeNotices",
    "FakeOutbox",
    "FakeProcesses",
    "FakeReleases",
    "FakeReporter",
    "FakeRequests",
    "FakeSite",
    "FakeStack",
    "FakeStateBackups",
    "FakeStateEngine",
    "Fault",
    "ProcessKilledError",
    "aws_error",
]
