"""A stack whose state is corrupt, in memory: everything that a restore touches."""

from typing import Any

from automation.core.stack_lock import StackLock
from automation.runs.restore_request import RestorePorts, RestoreRequest
from automation.runs.restoring import Restoring
from tests.builders import COMMIT_A, REQUESTER, release
from tests.unit.automation.fakes import (
    Calls,
    FakeBackend,
    FakeClock,
    FakeLedger,
    FakeProcesses,
    FakeReleases,
    FakeReporter,
    FakeStateBackups,
    FakeStateEngine,
)
from tests.unit.automation.fakes.backend import HERE
from tests.unit.automation.states import resource, state, update, urn

RUN = "dev-20260302T093000Z-abc123"
SOUND = state(resource("topic"), resource("queue"))
CORRUPT = state(resource("queue", dependencies=[urn("topic")]))
DEAD = StackLock(user="dana", host=HERE, pid=7, place="lock-1")


class World:
    """A stack with a sound update and a corrupt present state."""

    def __init__(self, present: dict[str, Any] = CORRUPT, environment: str = "dev") -> None:
        self.environment = environment
        self.calls = Calls()
        self.backend = FakeBackend(self.calls)
        self.backend.declare_update(update(1), SOUND)
        self.backend.declare_state(present)
        self.backups = FakeStateBackups(self.calls)
        self.engine = FakeStateEngine(self.calls, self.backend)
        self.ledger = FakeLedger(self.calls)
        self.processes = FakeProcesses()
        self.clock = FakeClock()
        self.releases = FakeReleases()
        self.releases.declare_release(release())

    def restoring(
        self,
        wanted: dict[str, Any] = SOUND,
        *,
        drop_pending: bool = False,
        source: str = "update 1",
    ) -> Restoring:
        """A restore, as a command makes it.

        Args:
            wanted: the state that is to be restored.
            drop_pending: whether somebody decided about pending operations.
            source: where the state comes from.
        """
        ports = RestorePorts(
            environment=self.environment,
            backend=self.backend,
            backups=self.backups,
            ledger=self.ledger,
            processes=self.processes,
            engine=self.engine.open,
            audit=self.ledger,
            releases=self.releases,
            clock=self.clock,
            reporter=FakeReporter(),
        )
        request = RestoreRequest(
            run_id=RUN,
            actor=REQUESTER,
            reason="a disk was full",
            source=source,
            wanted=wanted,
            commit=COMMIT_A,
            drop_pending=drop_pending,
        )
        return Restoring(ports, request)

    def work(self) -> list[str]:
        """Changes other than of lease, journal and audit."""
        own = ("back up", "import", "refresh", "preview", "remove_lock lock-1")
        return [call for call in self.calls.made if call in own]
