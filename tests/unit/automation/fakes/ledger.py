"""The ledger in memory, with the same conditions on its writes as the table has."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from automation.core import audit_facts
from automation.core.approval import ApprovalRequest, Status
from automation.core.audit import AuditRecord, Facts, chain, to_json
from automation.core.audit_faults import Stored
from automation.core.errors import ApprovalVoidError, BusyError
from automation.core.hold import Hold
from automation.core.journal import Entry, RunRecord
from automation.core.lease import Lease
from automation.core.lockdown import Closing
from automation.core.release import Health, Security, SecurityVerdict
from automation.core.signature import Signature, signature_under, with_signature
from automation.gateways.ledger import LEASE_TIME
from tests.builders import NOW
from tests.unit.automation.fakes.calls import Calls

T = TypeVar("T")
_PLACE = "prod"


class FakeLedger:
    """One environment's ledger; every write is atomic, and fenced where the table's is."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._hold: Hold | None = None
        self._lease: Lease | None = None
        self._runs: dict[str, RunRecord] = {}
        self._journals: dict[str, dict[int, Entry]] = {}
        self._requests: dict[str, ApprovalRequest] = {}
        self._signatures: dict[str, Signature] = {}
        self._health: dict[str, Health] = {}
        self._security: dict[str, SecurityVerdict] = {}
        self._closings: dict[str, Closing] = {}
        self._head: AuditRecord | None = None
        self._kept: dict[int, AuditRecord] = {}
        self._lock = threading.RLock()

    def declare_hold(self, hold: Hold) -> None:
        """A hold that is there already."""
        self._hold = hold

    def declare_request(self, request: ApprovalRequest) -> None:
        """A request that is there already, in whatever status."""
        self._requests[request.digest] = request

    def declare_signed(self, request: ApprovalRequest) -> None:
        """Somebody signed a request, and the audit tells of it."""
        earlier: Status = "requested" if request.status == "approved" else "owed"
        self._requests[request.digest] = request.model_copy(update={"status": earlier})
        self._signatures[request.digest] = signature_under(request, self._next_number())
        self.declare_record(audit_facts.of_approval(request, earlier))

    def declare_signature(self, signature: Signature) -> None:
        """A signature that is there, whatever the audit tells of it."""
        self._signatures[signature.digest] = signature

    def declare_record(self, facts: Facts) -> None:
        """The newest record of the audit."""
        self._advance_head(facts)
        if self._head is not None:
            self._kept[self._head.sequence] = self._head

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

    def head(self) -> AuditRecord | None:
        """The newest record of the audit."""
        return self._head

    def stored(self, first: int = 1) -> tuple[Stored, ...]:
        """What the audit's bucket holds."""
        return tuple(
            Stored(number, (to_json(record),))
            for number, record in self._kept.items()
            if number >= first
        )

    def declare_forgery(self, sequence: int, name: str, value: str) -> None:
        """Somebody altered a record in the bucket."""
        self._kept[sequence] = self._kept[sequence].model_copy(update={name: value})

    def recorded(self) -> list[tuple[str, str]]:
        """Action and subject of each record in the bucket."""
        return [(record.action, record.subject) for _, record in sorted(self._kept.items())]

    def health_of(self, commit: str) -> Health:
        """The verdict on a release."""
        return self._health.get(commit, "unknown")

    def declare_closing(self, closing: Closing) -> None:
        """A door that a lock-down closed."""
        self._closings[closing.part] = closing

    def closings(self) -> tuple[Closing, ...]:
        return tuple(self._closings[part] for part in sorted(self._closings))

    def read_hold(self) -> Hold | None:
        return self._hold

    def write_hold(self, hold: Hold, lease: Lease) -> None:
        def write() -> None:
            self._hold = hold

        facts = audit_facts.of_hold(_PLACE, hold, self._hold, lease)
        self._fenced(f"write_hold {hold.run_id}", lease, write, facts)

    def lift_hold(self, run_id: str, lease: Lease, reason: str) -> bool:
        hold = self._hold
        if hold is None or hold.run_id != run_id:
            return hold is None

        def lift() -> None:
            self._hold = None

        facts = audit_facts.of_lift(_PLACE, hold, lease, reason)
        self._fenced(f"lift_hold {run_id}", lease, lift, facts)
        return True

    def read_lease(self) -> Lease | None:
        return self._lease

    def acquire_lease(self, run_id: str, actor: str, purpose: str, now: datetime) -> Lease:
        earlier = self._lease

        def acquire() -> Lease:
            if self._lease is not None and self._lease.is_alive(now):
                raise _busy(self._lease)
            return self.declare_lease(run_id, actor, purpose, now)

        if earlier is None or earlier.is_released or earlier.is_alive(now):
            return self._atomic(f"acquire_lease {run_id}", acquire)
        heir = earlier.model_copy(update={"run_id": run_id, "actor": actor, "purpose": purpose})
        facts = audit_facts.of_takeover(_PLACE, heir, earlier)
        return self._recorded(f"acquire_lease {run_id}", acquire, facts)

    def extend_lease(self, lease: Lease, now: datetime) -> Lease:
        return self._fenced("extend_lease", lease, lambda: self._let_run_until(now + LEASE_TIME))

    def release_lease(self, lease: Lease, now: datetime) -> None:
        def release() -> None:
            self._lease = lease.model_copy(update={"expires_at": now, "is_released": True})

        self._fenced(f"release_lease {lease.run_id}", lease, release)

    def write_run(self, run: RunRecord, lease: Lease) -> None:
        def write() -> None:
            self._runs[run.run_id] = run

        facts = audit_facts.of_run(run, self._runs.get(run.run_id), lease)
        self._fenced(f"write_run {run.status}", lease, write, facts)

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

        facts = audit_facts.of_entry(_PLACE, run_id, entry, lease)
        self._fenced(f"append {entry.state} {entry.step}", lease, write, facts)

    def journal(self, run_id: str) -> tuple[Entry, ...]:
        lines = self._journals.get(run_id, {})
        return tuple(lines[sequence] for sequence in sorted(lines))

    def request_approval(self, request: ApprovalRequest) -> None:
        if request.digest in self._requests:
            return

        def ask() -> None:
            self._requests[request.digest] = request

        facts = audit_facts.of_approval(request, None)
        self._recorded(f"request_approval {request.digest[:12]}", ask, facts)

    def approvals(self) -> tuple[ApprovalRequest, ...]:
        return tuple(
            with_signature(request, self._signatures.get(request.digest))
            for request in self._requests.values()
        )

    def signature(self, digest: str) -> Signature | None:
        return self._signatures.get(digest)

    def sign(self, request: ApprovalRequest) -> None:
        earlier = "requested" if request.status == "approved" else "owed"

        def put() -> None:
            known = self._requests.get(request.digest)
            is_open = known is not None and known.status in {earlier, request.status}
            if request.digest in self._signatures or not is_open:
                raise ApprovalVoidError(f"Request {request.digest[:12]} is not {earlier}.")
            self._signatures[request.digest] = signature_under(request, self._next_number())

        facts = audit_facts.of_approval(request, earlier)
        self._recorded(f"sign {request.digest[:12]}", put, facts)

    def advance_approval(self, request: ApprovalRequest, earlier_status: str) -> None:
        def advance() -> None:
            known = self._requests.get(request.digest)
            signature = self._signatures.get(request.digest)
            if known is None or with_signature(known, signature).status != earlier_status:
                raise ApprovalVoidError(f"Request {request.digest[:12]} is not {earlier_status}.")
            self._requests[request.digest] = request

        facts = audit_facts.of_approval(request, earlier_status)
        self._recorded(f"advance_approval {request.status}", advance, facts)

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

        facts = audit_facts.of_verdict(_PLACE, commit, health, self.health_of(commit), lease)
        self._fenced(f"write_health {commit[:12]} {health}", lease, write, facts)

    def declare_security(self, commit: str, security: Security) -> None:
        """Somebody marked a release."""
        self._security[commit] = SecurityVerdict(
            commit=commit, security=security, actor="x", reason="seen", at=NOW
        )

    def security(self) -> dict[str, Security]:
        return {commit: each.security for commit, each in self._security.items()}

    def write_security(self, verdict: SecurityVerdict, lease: Lease) -> None:
        def write() -> None:
            self._security[verdict.commit] = verdict

        earlier = self._security.get(verdict.commit)
        facts = audit_facts.of_security(
            _PLACE, verdict, earlier.security if earlier else None, lease
        )
        self._fenced(f"write_security {verdict.commit[:12]}", lease, write, facts)

    def write_out_audit(self) -> None:
        with self._lock:
            self._keep_head()

    def _let_run_until(self, expires_at: datetime) -> Lease:
        if self._lease is None:
            raise RuntimeError("nobody ever had the lease")
        self._lease = self._lease.model_copy(update={"expires_at": expires_at})
        return self._lease

    def _fenced(
        self, call: str, lease: Lease, write: Callable[[], T], facts: Facts | None = None
    ) -> T:
        def guarded() -> T:
            if self._lease is None or self._lease.token != lease.token:
                raise _busy(self._lease or lease)
            return write()

        return self._recorded(call, guarded, facts) if facts else self._atomic(call, guarded)

    def _recorded(self, call: str, write: Callable[[], T], facts: Facts) -> T:
        """The write and the chain's new head in one step, then the record in the bucket."""

        def both() -> T:
            done = write()
            self._advance_head(facts)
            return done

        with self._lock:
            self._keep_head()
            done = self._atomic(call, both)
            self._keep_head()
            return done

    def _next_number(self) -> int:
        return self._head.sequence + 1 if self._head else 1

    def _advance_head(self, facts: Facts) -> None:
        event = f"event-{self._next_number()}"
        self._head = chain(self._head, facts, event=event, at=NOW)

    def _keep_head(self) -> None:
        head = self._head
        if head is not None and head.sequence not in self._kept:
            call = f"keep record {head.sequence}"
            self._atomic(call, lambda: self._kept.setdefault(head.sequence, head))

    def _atomic(self, call: str, write: Callable[[], T]) -> T:
        with self._lock:
            return self._calls.mutate(call, write)


def _busy(owner: Lease) -> BusyError:
    return BusyError(
        f"{owner.actor} works on it since {owner.since}: {owner.purpose} (run {owner.run_id})."
    )
