"""Putting a sound state in place of a corrupt one. I/O: the ports.

The state alone changes: nothing is created, altered or removed in AWS. In prod another person
approves exactly what would be done. A backup comes first, and the proof comes last: the program of
the deployed commit, previewed, changes nothing.
"""

from typing import Final

from automation.core import changes
from automation.core.approval import ApprovalRequest
from automation.core.errors import BusyError, EngineError
from automation.core.journal import Change, RunRecord
from automation.core.run_kinds import STATE_RESTORE
from automation.core.stack_lock import StackLock
from automation.core.state_approval import restore_evidence, restore_order, summarise_restore
from automation.core.state_diff import diff_states, fingerprint, without_pending
from automation.core.state_restore import (
    differences,
    insist_on_pending,
    insist_on_whole,
)
from automation.runs.backing_up import (
    Backup,
    back_up,
    leading_back,
    present_content,
    read_present,
)
from automation.runs.lease import HeldLease
from automation.runs.locks import is_abandoned
from automation.runs.ports import StateEngine
from automation.runs.restore_approval import RestoreApproval
from automation.runs.restore_request import PreparedRestore, RestorePorts, RestoreRequest
from automation.runs.side_run import SideRun

_PHASE: Final = "state"


class Restoring:
    """One restore."""

    def __init__(self, ports: RestorePorts, request: RestoreRequest) -> None:
        self._ports = ports
        self._request = request
        self._order = restore_order(
            ports.environment,
            commit=request.commit,
            actor=request.actor,
            reason=f"{request.reason} (state of {request.source})",
        )
        self._approval = RestoreApproval(
            self._order, ports.ledger, ports.audit, ports.releases, ports.clock
        )

    def prepare(self) -> PreparedRestore:
        """What the restore would change in the state.

        Raises:
            BusyError: an engine that may be alive has locked the stack.
            RefusedError: the wanted state is corrupt itself.
        """
        request = self._request
        self._dead_locks()
        insist_on_whole(request.wanted, request.source, self._ports.environment)
        before = present_content(self._ports.backend)
        diff = diff_states(read_present(self._ports.backend), request.wanted)
        summary = summarise_restore(self._order, request.source, diff)
        evidence = restore_evidence(
            self._order,
            summary,
            before=before,
            wanted=request.wanted,
            diff=diff,
            drops_pending=request.drop_pending,
        )
        return PreparedRestore(diff, summary, evidence)

    def insist_on_decision(self, prepared: PreparedRestore) -> None:
        """Somebody decided about operations whose end nobody knows; raises RefusedError if not."""
        insist_on_pending(prepared.diff, drop=self._request.drop_pending)

    def authorise(self, prepared: PreparedRestore) -> ApprovalRequest | None:
        """Another person's approval of exactly this restore; None where nobody is asked.

        Raises:
            ApprovalRequiredError: nobody approved it yet; the request is written.
        """
        return self._approval.obtain(prepared.evidence, prepared.summary)

    def carry_out(self, agreed: PreparedRestore, approval: ApprovalRequest | None = None) -> Backup:
        """Back up, import, refresh, prove.

        Args:
            agreed: what was shown.
            approval: what another person approved, in prod.

        Raises:
            ApprovalRequiredError: nobody approved what has to be approved.
            ApprovalVoidError: the approval does not hold, or is of another state.
            BusyError: a run or an engine works on the environment, or the state changed meanwhile.
            RefusedError: nobody decided about pending operations.
            EngineError: the restored state is not what the program makes; names what differs.
        """
        request = self._request
        self.insist_on_decision(agreed)
        ports = self._ports
        purpose = f"restore the state: {request.reason}"
        with HeldLease(ports.ledger, request.run_id, request.actor, purpose, ports.clock) as lease:
            found = self.prepare()
            if found != agreed:
                raise BusyError(
                    f"The state of {ports.environment} changed since it was shown. "
                    "Nothing was changed.",
                    "the same command again",
                )
            digest = self._approval.insist(approval, found.evidence, request.run_id)
            return self._journaled(lease, digest)

    def _journaled(self, lease: HeldLease, approval_digest: str | None) -> Backup:
        ports, head = self._ports, self._head(approval_digest)
        run = SideRun(ports.ledger, ports.clock, ports.reporter, head=head, phase=_PHASE)
        with run.running(lease):
            self._remove_dead_locks(run, lease)
            with run.step("back up the present state", lease):
                backup = back_up(ports.backend, ports.backups, self._request.run_id)
            ports.reporter.progress(f"backup {backup.key}, SHA-256 {backup.sha256}")
            with leading_back(ports.environment, backup):
                self._restore(run, lease, backup)
            run.outcome = f"backup {backup.key}"
        return backup

    def _remove_dead_locks(self, run: SideRun, lease: HeldLease) -> None:
        for lock in self._dead_locks():
            title = f"remove the lock of a dead engine, {lock.owner}"
            with run.step(title, lease, changes.of_lock(lock)):
                self._ports.backend.remove_lock(lock)

    def _restore(self, run: SideRun, lease: HeldLease, backup: Backup) -> None:
        ports, request = self._ports, self._request
        with ports.engine(request.commit) as engine:
            with run.step("import the state", lease, self._change(backup)):
                engine.import_state(without_pending(request.wanted))
            with run.step("refresh it from AWS", lease), ports.reporter.engine(None) as told:
                engine.refresh(f"state restored from {request.source}", told)
            with run.step("prove that the program changes nothing", lease):
                self._prove(engine)

    def _prove(self, engine: StateEngine) -> None:
        hold = self._ports.ledger.read_hold()
        with self._ports.reporter.engine(None) as told:
            preview = engine.preview(hold.pins if hold else {}, told)
        found = differences(preview)
        if found:
            lines = "\n".join(f"  - {line}" for line in found[:20])
            raise EngineError(
                f"The state was imported and refreshed, but the program of "
                f"{self._request.commit[:12]} would still change:\n{lines}\n"
                "Nothing was changed in AWS.",
            )

    def _change(self, backup: Backup) -> Change:
        request = self._request
        after = {"state": request.source, "fingerprint": fingerprint(request.wanted)}
        return Change(before={"state": f"backup {backup.key}"}, after=after, digest=backup.sha256)

    def _dead_locks(self) -> tuple[StackLock, ...]:
        """The stack's locks, each proven dead; raises BusyError if one is not."""
        locks = self._ports.backend.locks()
        for lock in locks:
            if not is_abandoned(self._ports.processes, lock):
                raise BusyError(
                    f"The stack {self._ports.environment} is locked by {lock.owner}, and nothing "
                    "proves that it is dead. Nothing was changed.",
                    "wait for it; only if its owner is dead for certain: "
                    f"pulumi cancel --stack {self._ports.environment}",
                )
        return locks

    def _head(self, approval_digest: str | None) -> RunRecord:
        request = self._request
        return RunRecord(
            run_id=request.run_id,
            environment=self._ports.environment,
            actor=request.actor,
            reason=self._order.reason,
            scenario=STATE_RESTORE,
            target_commit=request.commit,
            from_commit=request.commit,
            components=(),
            approval_digest=approval_digest,
            earlier_hold=None,
            started_at=self._ports.clock.now(),
        )
