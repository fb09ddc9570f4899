"""Runs that a fault strikes, and what has to be true after they were ended."""

from concurrent.futures import Future
from itertools import count

from tests.functional.automation.miniature.calls import Call
from tests.functional.automation.miniature.faults import Fault
from tests.functional.automation.miniature.nursery import Nursery
from tests.functional.automation.miniature.platform import State
from tests.functional.automation.miniature.proxy import Plan, Proxy
from tests.functional.automation.miniature.scenes import Scene
from tests.functional.automation.miniature.work import Ended, Job, Kind

_numbers = count(1)


class Incidents:
    """Makes runs on one scene, strikes them, ends them, and judges what is there then."""

    def __init__(self, scene: Scene, nursery: Nursery, proxy: Proxy) -> None:
        self.scene = scene
        self._nursery = nursery
        self._proxy = proxy
        self.run_id = ""
        self._processes = 0
        self._at: int | None = None
        self._struck_calls: list[Call] = []

    def record(self) -> list[Call]:
        """The calls of a run without faults."""
        ended = self.begin(None, Fault.REFUSED)
        assert ended.status == "finished", ended
        self.insist_on_target()
        return self._proxy.calls

    def begin(self, at: int | None, fault: Fault) -> Ended:
        """A run from the old state, struck at a call or at none."""
        self.scene.platform.reset()
        self._processes, self._struck_calls = 0, []
        self.run_id = f"{self.scene.platform.environment}-20260302T093000Z-{next(_numbers):06}"
        return self._do(Job("rollback", self.run_id, self.scene.good.commit), at, fault)

    def end(self, kind: Kind, at: int | None = None, fault: Fault = Fault.REFUSED) -> Ended:
        """Resume or abort the run, struck at a call or at none."""
        self._processes += 1
        return self._do(Job(kind, self.run_id, after=self._processes), at, fault)

    @property
    def struck(self) -> Call | None:
        """The call that failed, if the run came so far."""
        calls = self._proxy.calls
        return calls[self._at] if self._at is not None and self._at < len(calls) else None

    @property
    def began(self) -> bool:
        """Whether the run is on record; one that is not has changed nothing."""
        return self.scene.platform.ledger.run(self.run_id) is not None

    def insist_on_target(self) -> None:
        """The run ended at exactly the target: in AWS, in the ledger, and for users."""
        scene, platform = self.scene, self.scene.platform
        self._insist(scene.target)
        run, hold = platform.ledger.run(self.run_id), platform.ledger.hold()
        assert run is not None
        assert run.status == "finished"
        assert hold is not None
        assert (hold.run_id, hold.target_commit) == (self.run_id, scene.good.commit)
        assert platform.ledger.verdict(scene.good.commit) == "healthy"
        assert platform.ledger.verdict(scene.bad.commit) == "bad"

    def insist_on_old(self) -> None:
        """Everything is exactly as it was before the run."""
        scene, platform = self.scene, self.scene.platform
        self._insist(scene.before)
        assert platform.ledger.hold() is None
        assert platform.ledger.verdict(scene.good.commit) == "unknown"
        assert platform.ledger.verdict(scene.bad.commit) == "unknown"
        run = platform.ledger.run(self.run_id)
        assert run is None or run.status == "aborted"

    def _insist(self, wanted: State) -> None:
        found = self.scene.platform.state()
        assert found == wanted, f"{self._struck_calls}: {found} instead of {wanted}"
        self._insist_on_audit()

    def _insist_on_audit(self) -> None:
        """The chain holds. Where the process died in its very first record, nobody was there to
        write that one out; the next run does."""
        reading = self.scene.platform.audit.read_on()
        run = self.scene.platform.ledger.run(self.run_id)
        if run is not None:
            assert reading.faults == (), self._struck_calls
            assert reading.records[-1].run_id == self.run_id
            assert reading.records[-1].action == f"run-{run.status}", self._struck_calls
        assert {fault.kind for fault in reading.faults} <= {"not written out"}

    def _do(self, job: Job, at: int | None, fault: Fault) -> Ended:
        self._at = at
        victim: Future[int] = Future()
        self._proxy.begin(Plan(at, fault, victim) if at is not None else None)
        ended = self._nursery.run(job, victim)
        self._proxy.wait_until_quiet()
        self._struck_calls += [self.struck] if self.struck else []
        return ended
