"""The environment's ledger: hold, lease, journal, approvals and health of releases.

I/O: one DynamoDB table. Every write that decides something is conditional; a run's writes carry
its lease's fencing token and are refused once the lease is somebody else's.
"""

from datetime import datetime, timedelta
from typing import Final

from automation.core import names
from automation.core.approval import ApprovalRequest
from automation.core.errors import ApprovalVoidError, BusyError
from automation.core.hold import Hold
from automation.core.journal import Entry, RunRecord
from automation.core.lease import Lease
from automation.core.release import Document, Health, Verdict
from automation.gateways.ledger_table import LedgerTable

LEASE_TIME: Final = timedelta(seconds=90)
_HOLD: Final = ("HOLD", "HOLD")
_LEASE: Final = ("LEASE", "LEASE")


class LedgerGateway:
    """One environment's ledger."""

    def __init__(self, environment: str) -> None:
        self.environment = environment
        self._table = LedgerTable(names.ledger_table(environment))

    def read_hold(self) -> Hold | None:
        """The hold; None if there is none, or if the table does not exist yet."""
        return self._table.read(*_HOLD, Hold)

    def write_hold(self, hold: Hold, lease: Lease) -> None:
        """Hold the environment, in place of a hold that is there.

        Raises:
            BusyError: the lease is no longer ours.
        """
        self._write_fenced(*_HOLD, hold, lease)

    def lift_hold(self, run_id: str) -> bool:
        """Remove the hold of a run; False if another one has taken its place."""
        return self._table.delete_if(*_HOLD, run_id=run_id)

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
        if earlier is None:
            acquired = self._table.put_new(*_LEASE, lease)
        else:
            acquired = self._table.put_if(*_LEASE, lease, token=earlier.token)
        if not acquired:
            raise _busy(self.environment, self.read_lease() or lease)
        return lease

    def extend_lease(self, lease: Lease, now: datetime) -> Lease:
        """The heartbeat.

        Raises:
            BusyError: the lease was taken over.
        """
        return self._replace_lease(lease, now + LEASE_TIME)

    def release_lease(self, lease: Lease, now: datetime) -> None:
        """Let the next run in; the token stays, so that it keeps growing."""
        self._replace_lease(lease, now)

    def write_run(self, run: RunRecord, lease: Lease) -> None:
        """Write a run's head, in place of what it was.

        Raises:
            BusyError: the lease is no longer ours.
        """
        self._write_fenced("RUN", run.run_id, run, lease)

    def read_run(self, run_id: str) -> RunRecord | None:
        """The head of a run."""
        return self._table.read("RUN", run_id, RunRecord)

    def runs(self) -> tuple[RunRecord, ...]:
        """Heads of all runs, the newest first."""
        return tuple(reversed(self._table.query("RUN", RunRecord)))

    def append(self, run_id: str, entry: Entry, lease: Lease) -> None:
        """Add a line to a run's journal; a line is never written over."""
        self._write_fenced(f"RUN#{run_id}", f"{entry.sequence:06}", entry, lease, only_new=True)

    def journal(self, run_id: str) -> tuple[Entry, ...]:
        """A run's journal in order."""
        return self._table.query(f"RUN#{run_id}", Entry)

    def request_approval(self, request: ApprovalRequest) -> None:
        """Ask for an approval; asking for the same digest again leaves the first request."""
        self._table.put_new("APPROVAL", request.digest, request)

    def approvals(self) -> tuple[ApprovalRequest, ...]:
        """All requests, in no particular order."""
        return self._table.query("APPROVAL", ApprovalRequest)

    def advance_approval(self, request: ApprovalRequest, earlier_status: str) -> None:
        """Move a request from one status to the next, once.

        Raises:
            ApprovalVoidError: it is not in the earlier status any more.
        """
        if not self._table.put_if("APPROVAL", request.digest, request, status=earlier_status):
            raise ApprovalVoidError(
                f"Request {request.digest[:12]} is not {earlier_status} any more.",
                f"python -m automation.approve {self.environment}",
            )

    def read_health(self, commit: str) -> Health:
        """The verdict on a release."""
        verdict = self._table.read("RELEASE", commit, Verdict)
        return verdict.health if verdict else "unknown"

    def verdicts(self) -> dict[str, Health]:
        """Commit -> health of every release that was judged, by one query."""
        return {each.commit: each.health for each in self._table.query("RELEASE", Verdict)}

    def write_health(self, commit: str, health: Health, lease: Lease) -> None:
        """Record the verdict on a release."""
        self._write_fenced("RELEASE", commit, Verdict(commit=commit, health=health), lease)

    def _replace_lease(self, lease: Lease, expires_at: datetime) -> Lease:
        replaced = lease.model_copy(update={"expires_at": expires_at})
        if not self._table.put_if(*_LEASE, replaced, token=lease.token):
            raise _lost(self.environment, self.read_lease() or lease)
        return replaced

    def _write_fenced(
        self, pk: str, sk: str, document: Document, lease: Lease, *, only_new: bool = False
    ) -> None:
        fence = (*_LEASE, lease.token)
        if not self._table.put_fenced(pk, sk, document, fence, only_new=only_new):
            raise _lost(self.environment, self.read_lease() or lease)


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
