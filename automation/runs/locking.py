"""A lock-down from its first call to its last: close, hold, preserve, roll back, tell.

I/O: the ports. Each step is by itself: one that fails is named and stops no other (ADR 23).
Source: procedure, "Critical Security Incident".
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Literal

from automation.core.errors import BusyError, ReleaseNotFoundError
from automation.core.hold import Hold
from automation.core.journal import RunRecord, words_of
from automation.core.lockdown import Claim
from automation.core.notice import Notice, NoticeKind
from automation.core.run_kinds import LOCK_DOWN
from automation.runs.clock import Clock
from automation.runs.closing import Outcome, close_all, confirm_all
from automation.runs.lease import HeldLease
from automation.runs.ports import (
    Door,
    EvidenceStore,
    Functions,
    Ledger,
    Lockdowns,
    Notices,
    Reporter,
)
from automation.runs.preserving import Preserved, Readers, preserve
from automation.runs.side_run import SideRun

# A dead owner's lease has run out by then; a living one is told to stop by the lock-down itself.
LEASE_PATIENCE: Final = timedelta(seconds=120)
_POLL_SECONDS: Final = 3.0
_IMPACTS: Final = {
    "locked-down": "The platform is closed: nobody is let in",
    "isolated": "A part of the platform is stopped: what needs it fails",
}


@dataclass(frozen=True)
class Aftermath:
    """What follows the closing, and takes as long as it takes.

    Attributes:
        deployed_commit: of the release that was deployed last.
        function_names: whose aliases the hold pins.
        readers: the evidence.
        owe: writes down the signature that is owed; None where nobody signs.
        roll_back: takes the traffic to the last secure release and gives its commit; None leaves
            it where it is.
    """

    ledger: Ledger
    functions: Functions
    store: EvidenceStore
    deployed_commit: str
    function_names: tuple[str, ...]
    readers: Readers
    owe: Callable[[tuple[Outcome, ...]], str] | None
    roll_back: Callable[[], str] | None


@dataclass
class Report:
    """What a lock-down did and could not do.

    Attributes:
        version: commit that functions and site were taken back to.
        first_change_after: seconds from the beginning to the first call that changes anything.
        closed_after: each closed door with the seconds that it took.
    """

    claim: Claim
    outcomes: tuple[Outcome, ...] = ()
    done: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    preserved: Preserved = field(default_factory=lambda: Preserved((), ()))
    version: str | None = None
    first_change_after: float = 0.0
    closed_after: tuple[tuple[str, float], ...] = ()

    @property
    def left_open(self) -> tuple[Outcome, ...]:
        """Doors that are not known to be closed."""
        return tuple(outcome for outcome in self.outcomes if not outcome.is_closed)


class LockDown:
    """One lock-down."""

    def __init__(
        self,
        claim: Claim,
        records: Lockdowns,
        notices: Notices,
        clock: Clock,
        reporter: Reporter,
        kind: Literal["locked-down", "isolated"] = "locked-down",
    ) -> None:
        self._kind: Literal["locked-down", "isolated"] = kind
        self.report = Report(claim)
        self._claim = claim
        self._records = records
        self._notices = notices
        self._clock = clock
        self._reporter = reporter

    def close(self, doors: Sequence[Door]) -> tuple[Outcome, ...]:
        """Close the doors; nothing is asked for first, and nothing raised."""
        self.report.outcomes = outcomes = close_all(doors, self._records, self._claim)
        self.report.first_change_after = min((it.changing_after for it in outcomes), default=0.0)
        self.report.closed_after = tuple(
            (each.title, each.closed_after) for each in outcomes if each.is_closed
        )
        return outcomes

    def record(self, actor: str) -> None:
        """Record what was closed, and tell of it."""
        confirm_all(self._records, self.report.outcomes, actor)
        for outcome in self.report.outcomes:
            if outcome.is_closed:
                self.report.done.append(f"closed: {outcome.title}")
            self.report.problems += [f"{outcome.title}: {said}" for said in outcome.warnings]
        self._tell(self._kind, "python -m automation.emergency status " + self._environment)

    def follow(self, aftermath: Aftermath, doors: Sequence[Door]) -> None:
        """Hold, preserve, roll back, look again, tell.

        Args:
            aftermath: what that needs.
            doors: looked at again at the end: a deployment that was under way may have opened one.
        """
        with ThreadPoolExecutor(1) as pool:
            evidence = pool.submit(self._preserve, aftermath)
            self._attempt("hold", lambda: self._hold(aftermath, evidence))
            self.report.preserved = evidence.result()
        self.report.problems += [f"evidence: {said}" for said in self.report.preserved.problems]
        if aftermath.owe is not None:
            owe = aftermath.owe
            self._attempt("signature", lambda: owe(self.report.outcomes))
        self._attempt("rollback", lambda: self._roll_back(aftermath))
        self._look_again(doors)
        self._tell("progress", "python -m automation.emergency status " + self._environment)

    @property
    def _environment(self) -> str:
        return self._claim.environment

    def _preserve(self, aftermath: Aftermath) -> Preserved:
        return preserve(aftermath.store, self._records, self._clock, self._claim, aftermath.readers)

    def _hold(self, aftermath: Aftermath, evidence: "Future[Preserved]") -> str:
        with self._lease(aftermath.ledger) as lease:
            head = self._head(aftermath)
            run = SideRun(
                aftermath.ledger, self._clock, self._reporter, head=head, phase="lock-down"
            )
            with run.running(lease):
                with run.step("hold the environment and pin its aliases", lease):
                    aftermath.ledger.write_hold(self._hold_of(aftermath), lease.current)
                with run.step("preserve the evidence", lease):
                    kept = evidence.result()
                run.outcome = f"{len(kept.kept)} pieces of evidence, {len(kept.problems)} missing"
        return "held: nobody deploys"

    def _lease(self, ledger: Ledger) -> HeldLease:
        """Whoever works on the environment is waited for, but not for ever."""
        deadline = self._clock.now() + LEASE_PATIENCE
        purpose = f"lock-down, incident {self._claim.incident}"
        while True:
            lease = HeldLease(ledger, self._claim.run_id, self._claim.actor, purpose, self._clock)
            owner = ledger.read_lease()
            if owner is None or not owner.is_alive(self._clock.now()):
                return lease
            if self._clock.now() >= deadline:
                raise BusyError(
                    f"{owner.actor} still works on it: {owner.purpose} (run {owner.run_id}). "
                    "The lock-down itself keeps deployments out."
                )
            self._reporter.progress(f"waiting for {owner.actor}: {owner.purpose}")
            self._clock.sleep(_POLL_SECONDS)

    def _head(self, aftermath: Aftermath) -> RunRecord:
        claim = self._claim
        return RunRecord(
            run_id=claim.run_id,
            environment=claim.environment,
            actor=claim.actor,
            reason=f"incident {claim.incident}: {claim.reason}",
            scenario=LOCK_DOWN,
            target_commit=aftermath.deployed_commit,
            from_commit=aftermath.deployed_commit,
            components=tuple(outcome.part for outcome in self.report.outcomes),
            approval_digest=None,
            earlier_hold=aftermath.ledger.read_hold(),
            started_at=claim.at,
        )

    def _hold_of(self, aftermath: Aftermath) -> Hold:
        """A hold that is there keeps its target: who lifts it later finds both reasons."""
        earlier = aftermath.ledger.read_hold()
        aliases = aftermath.functions.read_aliases(aftermath.function_names)
        return Hold(
            run_id=self._claim.run_id,
            actor=self._claim.actor,
            reason=f"locked down, incident {self._claim.incident}: {self._claim.reason}",
            since=self._clock.now(),
            target_commit=earlier.target_commit if earlier else None,
            pins={name: alias.version for name, alias in aliases.items()},
        )

    def _roll_back(self, aftermath: Aftermath) -> str:
        if aftermath.roll_back is None:
            return "functions and site are left as they are"
        try:
            commit = aftermath.roll_back()
        except ReleaseNotFoundError:
            mark = f"python -m automation.releases mark-secure {self._environment} <ref>"
            return (
                "no release that can be reached is marked secure: nothing was taken back, it stays "
                f"locked. To say which one is: {mark} --reason …"
            )
        self.report.version = commit
        return f"functions and site are those of {commit[:12]}, the last release marked secure"

    def _look_again(self, doors: Sequence[Door]) -> None:
        """Close again what somebody opened meanwhile; try again what could not be closed."""
        self.report.outcomes = again = close_all(doors, self._records, self._claim)
        confirm_all(self._records, again, self._claim.actor)
        reopened = [outcome for outcome in again if outcome.is_closed and not outcome.was_closed]
        self.report.done += [f"closed again: {outcome.title}" for outcome in reopened]

    def _attempt(self, name: str, step: Callable[[], str]) -> None:
        self._reporter.phase(name)
        try:
            self.report.done.append(step())
        except Exception as error:  # noqa: BLE001 - what follows is done all the same, and it is told
            self.report.problems.append(f"{name}: {words_of(error)}")
            self._reporter.progress(f"not done: {words_of(error)}")

    def _tell(self, kind: NoticeKind, next_command: str) -> None:
        claim = self._claim
        left = [f"NOT closed: {each.title}" for each in self.report.left_open]
        self._notices.post(
            Notice(
                kind=kind,
                environment=claim.environment,
                key=f"{claim.environment}-{claim.incident}",
                run_id=claim.run_id,
                at=self._clock.now(),
                began_at=claim.at,
                issue=f"Security incident {claim.incident}: {claim.reason}",
                severity="critical",
                components=tuple(each.title for each in self.report.outcomes),
                actions=(*self.report.done, *left, *self.report.problems),
                version=self.report.version,
                impact=_IMPACTS[self._kind],
                next_command=next_command,
            )
        )
