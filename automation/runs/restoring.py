"""Putting a sound state in place of a corrupt one. I/O: the ports.

The state alone changes: nothing is created, altered or removed in AWS. A backup comes first, and
the proof comes last: the program of the deployed commit, previewed, changes nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Final

from automation.core import changes
from automation.core.errors import BusyError, EngineError
from automation.core.journal import Change, Entry, EntryState, RunRecord, RunStatus
from automation.core.state_diff import StateDiff, diff_states, fingerprint, without_pending
from automation.core.state_restore import (
    SCENARIO,
    differences,
    insist_on_pending,
    insist_on_whole,
)
from automation.runs.backing_up import Backup, back_up, leading_back, read_present
from automation.runs.clock import Clock
from automation.runs.lease import HeldLease
from automation.runs.ports import Backend, Ledger, Processes, Reporter, StateBackups, StateEngine

_PHASE: Final = "state"


@dataclass(frozen=True)
class RestorePorts:
    """What a restore touches.

    Attributes:
        engine: opens the engine with the program of a commit.
    """

    environment: str
    backend: Backend
    backups: StateBackups
    ledger: Ledger
    processes: Processes
    engine: Callable[[str], AbstractContextManager[StateEngine]]
    clock: Clock
    reporter: Reporter


@dataclass(frozen=True)
class RestoreRequest:
    """Who restores what, and why.

    Attributes:
        source: where the state comes from, in words.
        wanted: the state, in the form of `pulumi stack export`, secrets encrypted.
        commit: whose program has to change nothing afterwards.
    """

    run_id: str
    actor: str
    reason: str
    source: str
    wanted: Mapping[str, Any]
    commit: str
    drop_pending: bool


class Restoring:
    """One restore."""

    def __init__(self, ports: RestorePorts, request: RestoreRequest) -> None:
        self._ports = ports
        self._request = request
        self._sequence = 0

    def prepare(self) -> StateDiff:
        """What the restore would change in the state.

        Raises:
            BusyError: an engine that may be alive has locked the stack.
            RefusedError: the wanted state is corrupt itself.
        """
        request = self._request
        self._insist_on_unlocked()
        insist_on_whole(request.wanted, request.source, self._ports.environment)
        return diff_states(read_present(self._ports.backend), request.wanted)

    def insist_on_decision(self, diff: StateDiff) -> None:
        """Somebody decided about operations whose end nobody knows; raises RefusedError if not."""
        insist_on_pending(diff, drop=self._request.drop_pending)

    def carry_out(self, agreed: StateDiff) -> Backup:
        """Back up, import, refresh, prove.

        Raises:
            BusyError: a run or an engine works on the environment, or the state changed meanwhile.
            RefusedError: nobody decided about pending operations.
            EngineError: the restored state is not what the program makes; names what differs.
        """
        request = self._request
        self.insist_on_decision(agreed)
        ports = self._ports
        purpose = f"restore the state: {request.reason}"
        with HeldLease(ports.ledger, request.run_id, request.actor, purpose, ports.clock) as lease:
            if self.prepare() != agreed:
                raise BusyError(
                    f"The state of {ports.environment} changed since it was shown. "
                    "Nothing was changed.",
                    "the same command again",
                )
            return self._journaled(lease)

    def _journaled(self, lease: HeldLease) -> Backup:
        run = self._head()
        self._ports.ledger.write_run(run, lease.current)
        try:
            backup = self._restore(lease)
        except Exception as error:
            self._end(run, "failed", f"{type(error).__name__}: {error}"[:500], lease)
            raise
        self._end(run, "finished", f"backup {backup.key}", lease)
        return backup

    def _restore(self, lease: HeldLease) -> Backup:
        ports, request = self._ports, self._request
        for lock in ports.backend.locks():
            title = f"remove the lock of a dead engine, {lock.owner}"
            with self._step(title, lease, changes.of_lock(lock)):
                ports.backend.remove_lock(lock)
        with self._step("back up the present state", lease):
            backup = back_up(ports.backend, ports.backups, request.run_id)
        ports.reporter.progress(f"backup {backup.key}, SHA-256 {backup.sha256}")
        wanted = without_pending(request.wanted)
        with leading_back(ports.environment, backup), ports.engine(request.commit) as engine:
            with self._step("import the state", lease, self._change(backup)):
                engine.import_state(wanted)
            with self._step("refresh it from AWS", lease), ports.reporter.engine(None) as told:
                engine.refresh(f"state restored from {request.source}", told)
            with self._step("prove that the program changes nothing", lease):
                self._prove(engine)
        return backup

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

    def _insist_on_unlocked(self) -> None:
        processes = self._ports.processes
        for lock in self._ports.backend.locks():
            running = lock.pid is not None and processes.is_running(lock.pid)
            if not lock.is_abandoned(processes.here(), is_running=running):
                raise BusyError(
                    f"The stack {self._ports.environment} is locked by {lock.owner}, and nothing "
                    "proves that it is dead. Nothing was changed.",
                    "wait for it; only if its owner is dead for certain: "
                    f"pulumi cancel --stack {self._ports.environment}",
                )

    def _head(self) -> RunRecord:
        request = self._request
        return RunRecord(
            run_id=request.run_id,
            environment=self._ports.environment,
            actor=request.actor,
            reason=f"{request.reason} (state of {request.source})",
            scenario=SCENARIO,
            target_commit=request.commit,
            from_commit=request.commit,
            components=(),
            approval_digest=None,
            earlier_hold=None,
            started_at=self._ports.clock.now(),
        )

    @contextmanager
    def _step(self, title: str, lease: HeldLease, change: Change | None = None) -> Iterator[None]:
        self._ports.reporter.progress(title)
        self._append(title, "started", lease, change)
        try:
            yield
        except Exception as error:
            said = f"{type(error).__name__}: {error}"[:500]
            self._append(title, "failed", lease, change, said)
            raise
        self._append(title, "done", lease, change)

    def _append(
        self,
        title: str,
        state: EntryState,
        lease: HeldLease,
        change: Change | None,
        detail: str = "",
    ) -> None:
        self._sequence += 1
        entry = Entry(
            sequence=self._sequence,
            at=self._ports.clock.now(),
            phase=_PHASE,
            step=title,
            state=state,
            detail=detail,
            change=change,
        )
        self._ports.ledger.append(self._request.run_id, entry, lease.current)

    def _end(
        self, run: RunRecord, status: RunStatus, outcome: str | None, lease: HeldLease
    ) -> None:
        ended = {"status": status, "outcome": outcome, "ended_at": self._ports.clock.now()}
        self._ports.ledger.write_run(run.model_copy(update=ended), lease.current)
