"""The environment's ledger: hold, lease, journal, approvals and health of releases.

I/O: one DynamoDB table, and the audit's bucket. Every write that decides something is conditional,
and is recorded in the audit chain by the same transaction; a run's writes carry its lease's fencing
token and are refused once the lease is somebody else's.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from automation.core import audit_facts, names, partitions
from automation.core.approval import ApprovalRequest
from automation.core.audit import Facts
from automation.core.errors import BusyError, OtherVersionError
from automation.core.hold import Hold
from automation.core.journal import Entry, RunRecord
from automation.core.lease import Lease
from automation.core.lockdown import Closing
from automation.core.release import Health, Security, SecurityVerdict, Verdict
from automation.core.signature import Signature
from automation.gateways.audit_chain import AuditChain
from automation.gateways.ledger_approvals import LedgerApprovals
from automation.gateways.ledger_table import Item, LedgerTable

LEASE_TIME: Final = timedelta(seconds=90)
_HOLD: Final = (partitions.HOLD, "HOLD")
_LEASE: Final = (partitions.LEASE, "LEASE")


class LedgerGateway:
    """One environment's ledger.

    Args:
        environment: its name.
        tell: told of each run or request that another version of this tool wrote; they are left
            out of the lists then. Without it a list that has one is an error.
    """

    def __init__(
        self, environment: str, tell: Callable[[OtherVersionError], None] | None = None
    ) -> None:
        self.environment = environment
        self._tell = _once(tell) if tell else None
        self._table = LedgerTable(names.ledger_table(environment))
        self._chain = AuditChain(environment, self._table)
        self._approvals = LedgerApprovals(environment, self._table, self._chain, self._tell)

    def closings(self) -> tuple[Closing, ...]:
        """What a lock-down closed; empty if there is none, or no table yet."""
        return self._table.query(partitions.LOCKDOWN, Closing)

    def read_hold(self) -> Hold | None:
        """The hold; None if there is none, or if the table does not exist yet."""
        return self._table.read(*_HOLD, Hold)

    def write_hold(self, hold: Hold, lease: Lease) -> None:
        """Hold the environment, in place of a hold that is there.

        Raises:
            BusyError: the lease is no longer ours.
        """
        facts = audit_facts.of_hold(self.environment, hold, self.read_hold(), lease)
        self._record(facts, lease, self._table.putting(*_HOLD, hold))

    def lift_hold(self, run_id: str, lease: Lease, reason: str) -> bool:
        """Remove the hold of a run; False if another one has taken its place.

        Args:
            run_id: whose hold.
            lease: of who lifts it.
            reason: why, for the audit.

        Raises:
            BusyError: the lease is no longer ours.
        """
        hold = self.read_hold()
        if hold is None or hold.run_id != run_id:
            return hold is None
        facts = audit_facts.of_lift(self.environment, hold, lease, reason)
        return self._record(facts, lease, self._table.deleting(*_HOLD, run_id=run_id))

    def read_lease(self) -> Lease | None:
        """The lease as last written, alive or not."""
        return self._table.read(*_LEASE, Lease)

    def acquire_lease(self, run_id: str, actor: str, purpose: str, now: datetime) -> Lease:
        """Become the one run of the environment.

        Raises:
            BusyError: another run's lease is alive; it says whose, since when and for what.
        """
        earlier = self.read_lease()
        if earlier is not None and earlier.is_alive(now):
            raise _busy(self.environment, earlier)
        lease = Lease(
            run_id=run_id,
            actor=actor,
            purpose=purpose,
            token=(earlier.token if earlier else 0) + 1,
            since=now,
            expires_at=now + LEASE_TIME,
        )
        if not self._take_lease(lease, earlier):
            raise _busy(self.environment, self.read_lease() or lease)
        return lease

    def extend_lease(self, lease: Lease, now: datetime) -> Lease:
        """The heartbeat.

        Raises:
            BusyError: the lease was taken over.
        """
        return self._replace_lease(lease.model_copy(update={"expires_at": now + LEASE_TIME}))

    def release_lease(self, lease: Lease, now: datetime) -> None:
        """Let the next run in; the token stays, so that it keeps growing."""
        self._replace_lease(lease.model_copy(update={"expires_at": now, "is_released": True}))

    def write_run(self, run: RunRecord, lease: Lease) -> None:
        """Write a run's head, in place of what it was.

        Raises:
            BusyError: the lease is no longer ours.
        """
        facts = audit_facts.of_run(run, self.read_run(run.run_id), lease)
        self._record(facts, lease, self._table.putting(partitions.RUN, run.run_id, run))

    def read_run(self, run_id: str) -> RunRecord | None:
        """The head of a run."""
        return self._table.read(partitions.RUN, run_id, RunRecord)

    def runs(self) -> tuple[RunRecord, ...]:
        """Heads of all runs, the newest first."""
        return tuple(reversed(self._table.query(partitions.RUN, RunRecord, self._tell)))

    def append(self, run_id: str, entry: Entry, lease: Lease) -> None:
        """Add a line to a run's journal; a line is never written over.

        Raises:
            BusyError: the lease is no longer ours.
        """
        key = (partitions.lines_of(run_id), f"{entry.sequence:06}")
        line = self._table.putting(*key, entry, only_new=True)
        facts = audit_facts.of_entry(self.environment, run_id, entry, lease)
        if facts is not None:
            written = self._record(facts, lease, line)
        else:
            refused = self._table.write(self._fence(lease), line)
            written = not refused or self._table.read(*key, Entry) == entry
        if not written:
            raise _lost(self.environment, self.read_lease() or lease)

    def journal(self, run_id: str) -> tuple[Entry, ...]:
        """A run's journal in order."""
        return self._table.query(partitions.lines_of(run_id), Entry)

    def request_approval(self, request: ApprovalRequest) -> None:
        """Ask for an approval; asking for the same digest again leaves the first request."""
        self._approvals.ask(request)

    def approvals(self) -> tuple[ApprovalRequest, ...]:
        """All requests, each as it stands by its signature, in no particular order."""
        return self._approvals.all()

    def signature(self, digest: str) -> Signature | None:
        """The signature under a request; None if nobody signed it."""
        return self._approvals.signature(digest)

    def sign(self, request: ApprovalRequest) -> None:
        """Put a signature under a request, as approved or signed, once.

        Raises:
            ApprovalVoidError: it is not open any more.
        """
        self._approvals.sign(request)

    def advance_approval(self, request: ApprovalRequest, earlier_status: str) -> None:
        """Move a request from one status to the next, once; only `sign` signs one.

        Raises:
            ApprovalVoidError: it is not in the earlier status any more.
        """
        self._approvals.advance(request, earlier_status)

    def read_health(self, commit: str) -> Health:
        """The verdict on a release."""
        verdict = self._table.read(partitions.RELEASE, commit, Verdict)
        return verdict.health if verdict else "unknown"

    def verdicts(self) -> dict[str, Health]:
        """Commit -> health of every release that was judged, by one query."""
        return {each.commit: each.health for each in self._table.query(partitions.RELEASE, Verdict)}

    def write_health(self, commit: str, health: Health, lease: Lease) -> None:
        """Record the verdict on a release.

        Raises:
            BusyError: the lease is no longer ours.
        """
        earlier = self.read_health(commit)
        facts = audit_facts.of_verdict(self.environment, commit, health, earlier, lease)
        verdict = Verdict(commit=commit, health=health)
        self._record(facts, lease, self._table.putting(partitions.RELEASE, commit, verdict))

    def security(self) -> dict[str, Security]:
        """Commit -> whether it is trusted, of every release that a person has marked."""
        found = self._table.query(partitions.SECURITY, SecurityVerdict)
        return {each.commit: each.security for each in found}

    def write_security(self, verdict: SecurityVerdict, lease: Lease) -> None:
        """Record whether a release is trusted, in place of what was recorded.

        Raises:
            BusyError: the lease is no longer ours.
        """
        earlier = self._table.read(partitions.SECURITY, verdict.commit, SecurityVerdict)
        facts = audit_facts.of_security(
            self.environment, verdict, earlier.security if earlier else None, lease
        )
        self._record(
            facts, lease, self._table.putting(partitions.SECURITY, verdict.commit, verdict)
        )

    def write_out_audit(self) -> None:
        """Put the newest record into the bucket, if its writer ended before it could."""
        self._chain.write_out()

    def _take_lease(self, lease: Lease, earlier: Lease | None) -> bool:
        if earlier is None:
            return self._table.put_new(*_LEASE, lease)
        if earlier.is_released:
            return self._table.put_if(*_LEASE, lease, token=earlier.token)
        facts = audit_facts.of_takeover(self.environment, lease, earlier)
        taken = self._table.putting(*_LEASE, lease, token=earlier.token)
        return not self._chain.record(facts, taken)

    def _replace_lease(self, replaced: Lease) -> Lease:
        if not self._table.put_if(*_LEASE, replaced, token=replaced.token):
            raise _lost(self.environment, self.read_lease() or replaced)
        return replaced

    def _record(self, facts: Facts, lease: Lease, part: Item) -> bool:
        """Write and record it, by who has the lease; False if the part's condition does not hold.

        Raises:
            BusyError: the lease is no longer ours.
        """
        refused = self._chain.record(facts, self._fence(lease), part)
        if 0 in refused:
            raise _lost(self.environment, self.read_lease() or lease)
        return not refused

    def _fence(self, lease: Lease) -> Item:
        return self._table.checking(*_LEASE, token=lease.token)


def _once(tell: Callable[[OtherVersionError], None]) -> Callable[[OtherVersionError], None]:
    """A list is read again and again while somebody waits; each record is told of once."""
    told: set[str] = set()

    def tell_once(error: OtherVersionError) -> None:
        if error.message not in told:
            told.add(error.message)
            tell(error)

    return tell_once


def _busy(environment: str, owner: Lease) -> BusyError:
    return BusyError(
        f"{environment} is being worked on by {owner.actor} since "
        f"{owner.since:%Y-%m-%d %H:%M:%S} UTC: {owner.purpose} (run {owner.run_id}). "
        f"Nothing was changed. The lease runs out at {owner.expires_at:%H:%M:%S} UTC "
        "unless its owner is still at work.",
        f"python -m automation.rollback runs {environment}",
    )


def _lost(environment: str, owner: Lease) -> BusyError:
    return BusyError(
        f"The lease of {environment} is {owner.actor}'s since {owner.since:%Y-%m-%d %H:%M:%S} UTC: "
        f"{owner.purpose} (run {owner.run_id}). This run stops here; its journal says what it did.",
        f"python -m automation.rollback runs {environment}",
    )
