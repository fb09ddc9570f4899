"""The ledger in memory, with the same conditions on its writes as the table has."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from automation.core.approval import ApprovalRequest
from automation.core.errors import ApprovalVoidError, BusyError
from automation.core.hold import Hold
from automation.core.journal import Entry, RunRecord
from automation.core.lease import Lease
from automation.core.release import Health
from automation.gateways.ledger import LEASE_TIME
from tests.unit.automation.fakes.calls import Calls

T = TypeVar("T")


class FakeLedger:
    """One environment's ledger; every write is atomic, and fenced where the table's is."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._hold: Hold | None = None
        self._lease: Lease | None = None
        self._runs: dict[str, RunRecord] = {}
        self._journals: dict[str, dict[int, Entry]] = {}
        self._requests: dict[str, ApprovalRequest] = {}
        self._health: dict[str, Health] = {}
        self._lock = threading.RLock()

    def declare_hold(self, hold: Hold) -> None:
        """A hold that is there already."""
        self._hold = hold

    def declare_request(self, request: ApprovalRequest) -> None:
        """A request that is there already, in whatever status."""
        self._requests[request.digest] = request

    def declare_lease(self, run_id: str, actor: str, purpose: str, now: datetime) -> Lease:
        """Another run takes the lease, whoever had it."""
        token = (self._lease.token if self._lease else 0) + 1
        self._lease = Lease(
            run_id=run_id,
            actor=actor,
            purpose=purpose,
            token=token,
            since=now,
            expires_at=now + LEASE_TIME,
        )
        return self._lease

    def health_of(self, commit: str) -> Health:
        """The verdict on a release."""
        return self._health.get(commit, "unknown")

    def read_hold(self) -> Hold | None:
        return self._hold

    def write_hold(self, hold: Hold, lease: Lease) -> None:
        def write() -> None:
            self._hold = hold

        self._fenced(f"write_hold {hold.run_id}", lease, write)

    def lift_hold(self, run_id: str) -> bool:
        def lift() -> bool:
            if self._hold is None or self._hold.run_id != run_id:
                return False
            self._hold = None
            return True

        return self._atomic(f"lift_hold {run_id}", lift)

    def read_lease(self) -> Lease | None:
        return self._lease

    def acquire_lease(self, run_id: str, actor: str, purpose: str, now: datetime) -> Lease:
        def acquire() -> Lease:
            if self._lease is not None and self._lease.is_alive(now):
                raise _busy(self._lease)
            return self.declare_lease(run_id, actor, purpose, now)

        return self._atomic(f"acquire_lease {run_id}", acquire)

    def extend_lease(self, lease: Lease, now: datetime) -> Lease:
        return self._fenced("extend_lease", lease, lambda: self._let_run_until(now + LEASE_TIME))

    def release_lease(self, lease: Lease, now: datetime) -> None:
        self._fenced(f"release_lease {lease.run_id}", lease, lambda: self._let_run_until(now))

    def write_run(self, run: RunRecord, lease: Lease) -> None:
        def write() -> None:
            self._runs[run.run_id] = run

        self._fenced(f"write_run {run.status}", lease, write)

    def read_run(self, run_id: str) -> RunRecord | None:
        return self._runs.get(run_id)

    def runs(self) -> tuple[RunRecord, ...]:
        return tuple(self._runs[run_id] for run_id in sorted(self._runs, reverse=True))

    def append(self, run_id: str, entry: Entry, lease: Lease) -> None:
        def write() -> None:
            lines = self._journals.setdefault(run_id, {})
            if entry.sequence in lines:
                raise _busy(lease)
            lines[entry.sequence] = entry

        self._fenced(f"append {entry.state} {entry.step}", lease, write)

    def journal(self, run_id: str) -> tuple[Entry, ...]:
        lines = self._journals.get(run_id, {})
        return tuple(lines[sequence] for sequence in sorted(lines))

    def request_approval(self, request: ApprovalRequest) -> None:
        call = f"request_approval {request.digest[:12]}"
        self._atomic(call, lambda: self._requests.setdefault(request.digest, request))

    def approvals(self) -> tuple[ApprovalRequest, ...]:
        return tuple(self._requests.values())

    def advance_approval(self, request: ApprovalRequest, earlier_status: str) -> None:
        def advance() -> None:
            known = self._requests.get(request.digest)
            if known is None or known.status != earlier_status:
                raise ApprovalVoidError(f"Request {request.digest[:12]} is not {earlier_status}.")
            self._requests[request.digest] = request

        self._atomic(f"advance_approval {request.status}", advance)

    def declare_health(self, commit: str, health: Health) -> None:
        """A verdict that is there already."""
        self._health[commit] = health

    def declare_run(self, run: RunRecord) -> None:
        """A run that is there already."""
        self._runs[run.run_id] = run

    def verdicts(self) -> dict[str, Health]:
        return dict(self._health)

    def write_health(self, commit: str, health: Health, lease: Lease) -> None:
        def write() -> None:
            self._health[commit] = health

        self._fenced(f"write_health {commit[:12]} {health}", lease, write)

    def _let_run_until(self, expires_at: datetime) -> Lease:
        if self._lease is None:
            raise RuntimeError("nobody ever had the lease")
        self._lease = self._lease.model_copy(update={"expires_at": expires_at})
        return self._lease

    def _fenced(self, call: str, lease: Lease, write: Callable[[], T]) -> T:
        def guarded() -> T:
            if self._lease is None or self._lease.token != lease.token:
                raise _busy(self._lease or lease)
            return write()

        return self._atomic(call, guarded)

    def _atomic(self, call: str, write: Callable[[], T]) -> T:
        with self._lock:
            return self._calls.mutate(call, write)


def _busy(owner: Lease) -> BusyError:
    return BusyError(
        f"{owner.actor} works on it since {owner.since}: {owner.purpose} (run {owner.run_id})."
    )
