"""The automatic rollback: from a signal to what comes of it. I/O: through the ports only.

It gathers, lets `core.automatic` decide, claims the release's one automatic consequence, and has it
carried out by the rollback that people use. Whoever calls this (the Lambda function that an alarm
starts, `automation.watch`) acts at most once together.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from automation.core.automatic import (
    COMPONENTS,
    SCENARIO,
    Act,
    HoldAndPage,
    Ignore,
    Later,
    Response,
    Resume,
    decide,
    dismissal,
)
from automation.core.errors import (
    ApprovalVoidError,
    BusyError,
    HeldError,
    OperatorError,
    StoppedError,
)
from automation.core.journal import Detection
from automation.core.notice import Notice
from automation.core.order import Order
from automation.core.policy import decision_for
from automation.core.release import Release
from automation.core.situation import (
    Claim,
    ClaimKind,
    Situation,
    subject_of,
)
from automation.core.trigger import TRIGGERS, Signal, volume_span
from automation.runs.cataloguing import Archives, function_names, read_catalogue
from automation.runs.clock import Clock
from automation.runs.holding import set_hold
from automation.runs.ports import Claims, Conditions, Notices, Requests
from automation.runs.recovering import Recovery
from automation.runs.rollback import Rollback
from automation.runs.serving import RELEASES_SEARCHED
from automation.runs.world import World

Outcome = Literal["rolled-back", "resumed", "held", "later", "ignored"]
# Whoever was first meanwhile is seen by the next look.
_LOOKS: Final = 3
_SECONDS_BETWEEN: Final = 5.0


@dataclass(frozen=True)
class Senses:
    """What an automatic rollback knows the world by.

    Attributes:
        archives: releases, ledger, functions and files of the environment.
        conditions: looks at a trigger's condition again.
        requests: counts the API's requests.
        claims: what was done automatically before.
        world_of: the ports of a run to, or on with, a release.
    """

    archives: Archives
    conditions: Conditions
    requests: Requests
    claims: Claims
    world_of: Callable[[Release], World]


@dataclass(frozen=True)
class Reaction:
    """What came of a signal.

    Attributes:
        outcome: `later` asks the caller to bring the signal again (in two minutes at most); the
            others are final for this word of it.
        reason: in words, for a log line.
        run_id: of the run that was carried out, gone on with, or holds the environment.
        target_commit: that users get again.
    """

    outcome: Outcome
    reason: str
    run_id: str | None = None
    target_commit: str | None = None


class AutomaticRollback:
    """Reacts to signals for one environment."""

    def __init__(
        self,
        senses: Senses,
        notices: Notices,
        clock: Clock,
        *,
        actor: str,
        new_run_id: Callable[[str, datetime], str],
    ) -> None:
        """Args:
        senses: what it knows the world by.
        notices: told when a person is needed; ordinary news of a run is the run's own.
        clock: the time.
        actor: caller ARN by STS.
        new_run_id: makes a run's name of environment and time.
        """
        self._senses = senses
        self._environment = senses.archives.environment
        self._notices = notices
        self._clock = clock
        self._actor = actor
        self._new_run_id = new_run_id

    def react(self, signal: Signal) -> Reaction:
        """Do what the signal leads to, at most once.

        A signal that was acted on already is told so and changes nothing. Each call reads
        everything anew, so it may be called from a loop.

        Raises:
            OperatorError: the run stopped; its journal says where. The same signal again goes on
                with it.
        """
        received = self._clock.now()
        dismissed = dismissal(signal, self._environment)
        if dismissed is not None:
            return Reaction("ignored", dismissed.reason)
        if self._senses.claims.was_answered(signal.key):
            return Reaction("ignored", f"{signal.key} was acted on already")
        reaction = self._react(signal, received)
        if reaction.outcome in {"rolled-back", "resumed", "held"}:
            self._senses.claims.answer(signal.key, reaction.outcome, self._clock.now())
        return reaction

    def react_patiently(self, signal: Signal, patience: timedelta) -> Reaction:
        """The same, looking again while somebody has the lease.

        Args:
            signal: what came.
            patience: how long; a process that died keeps its lease for 90 s.

        Raises:
            OperatorError: as `react`.
        """
        deadline = self._clock.now() + patience
        reaction = self.react(signal)
        while reaction.outcome == "later" and self._clock.now() < deadline:
            self._clock.sleep(_SECONDS_BETWEEN)
            reaction = self.react(signal)
        return reaction

    def look(self, signal: Signal) -> Situation:
        """One reading of everything that the decision on a signal depends on; changes nothing."""
        return self._look(signal)

    def _react(self, signal: Signal, received: datetime) -> Reaction:
        """Look and do; where somebody else was first between the two, look again."""
        overtaken: OperatorError = BusyError(f"{self._environment} changes under every look.")
        for _ in range(_LOOKS):
            situation = self._look(signal)
            try:
                reaction = self._do(decide(signal, situation), signal, situation, received)
            except (BusyError, ApprovalVoidError, HeldError) as error:
                overtaken = error
                continue
            if reaction is not None:
                return reaction
        raise overtaken

    def _look(self, signal: Signal) -> Situation:
        archives, claims = self._senses.archives, self._senses.claims
        with ThreadPoolExecutor() as pool:
            condition = pool.submit(self._senses.conditions.look, signal)
            runs = pool.submit(archives.ledger.runs)
            lease = pool.submit(archives.ledger.read_lease)
            closings = pool.submit(archives.ledger.closings)
            requests = pool.submit(self._requests, signal)
            catalogue = read_catalogue(archives, RELEASES_SEARCHED)
            return Situation(
                environment=self._environment,
                now=self._clock.now(),
                condition=condition.result(),
                requests=requests.result(),
                catalogue=catalogue,
                claim=claims.read(subject_of(catalogue)),
                runs=runs.result(),
                lease=lease.result(),
                closings=closings.result(),
            )

    def _requests(self, signal: Signal) -> float | None:
        """Those since shortly before the signal: a condition that is older had them, too."""
        trigger = TRIGGERS[signal.name]
        if not trigger.counts_requests:
            return None
        since = volume_span(trigger, signal.since)
        return self._senses.requests.traffic(since, self._clock.now()).requests

    def _do(
        self, response: Response, signal: Signal, situation: Situation, received: datetime
    ) -> Reaction | None:
        """Carry a decision out; None if somebody else was first."""
        match response:
            case Act():
                return self._go_back(response, signal, situation, received)
            case Resume():
                return self._go_on(response)
            case HoldAndPage():
                return self._hold(response, signal, situation)
            case Later(reason):
                return Reaction("later", reason)
            case Ignore(reason):
                return Reaction("ignored", reason)

    def _go_back(
        self, act: Act, signal: Signal, situation: Situation, received: datetime
    ) -> Reaction | None:
        rollback = self._rollback(act, signal, situation, received)
        try:
            prepared = rollback.prepare()
        except StoppedError:
            return None  # another run has moved everything since the look, and has not ended
        if prepared.plan.is_empty:
            return Reaction("ignored", f"{act.target.commit[:12]} is live already")
        claim = self._claim("rollback", act.subject, rollback.run_id, signal)
        if not self._senses.claims.claim(claim, situation.claim):
            return None
        rollback.carry_out(prepared.agreement)
        return Reaction("rolled-back", act.reason, rollback.run_id, act.target.commit)

    def _rollback(
        self, act: Act, signal: Signal, situation: Situation, received: datetime
    ) -> Rollback:
        deployed = situation.catalogue.records[0].release
        began = situation.condition.since or signal.since
        order = Order(
            environment=self._environment,
            commit=act.target.commit,
            decision=decision_for(SCENARIO, deployed.governance.matrix),
            reason=act.reason,
            components=COMPONENTS,
            actor=self._actor,
            detection=Detection(
                trigger=signal.name, source=signal.source, began_at=began, received_at=received
            ),
        )
        run_id = self._new_run_id(self._environment, self._clock.now())
        return Rollback(order, act.target, self._senses.world_of(act.target), run_id)

    def _go_on(self, resume: Resume) -> Reaction:
        world = self._senses.world_of(resume.target)
        run = Recovery(resume.run, resume.target, world, self._actor).resume()
        return Reaction(
            "resumed", f"run {run.run_id} is {run.status}", run.run_id, run.target_commit
        )

    def _hold(self, page: HoldAndPage, signal: Signal, situation: Situation) -> Reaction | None:
        """Hold, then page. Where a process ended between the two, its claim leads here again, and
        the pager knows the incident by its key."""
        claim, hold = situation.claim, situation.catalogue.live.hold
        if claim is None or claim.kind != "hold":
            run_id = self._new_run_id(self._environment, self._clock.now())
            earlier, claim = claim, self._claim("hold", page.subject, run_id, signal)
            if not self._senses.claims.claim(claim, earlier):
                return None
        reason = f"{signal.name}: {page.reason}"
        if hold is None:
            self._set_hold(claim.run_id, reason, situation)
        self._notices.post(self._notice(claim.run_id, reason, signal, situation))
        self._senses.claims.claim(claim.model_copy(update={"is_done": True}), claim)
        return Reaction("held", page.reason, claim.run_id)

    def _set_hold(self, run_id: str, reason: str, situation: Situation) -> None:
        archives = self._senses.archives
        set_hold(
            archives.ledger,
            archives.functions,
            self._clock,
            run_id=run_id,
            actor=self._actor,
            reason=reason,
            function_names=function_names(self._environment, situation.catalogue.records),
        )

    def _notice(self, run_id: str, reason: str, signal: Signal, situation: Situation) -> Notice:
        return Notice(
            kind="held",
            environment=signal.environment,
            key=run_id,
            run_id=run_id,
            at=self._clock.now(),
            began_at=situation.condition.since or signal.since,
            issue=f"{reason}. Users are still served what is broken.",
            severity="critical",
            components=COMPONENTS,
            actions=(f"held {self._environment}, so that nothing is deployed on top",),
            next_command=f"python -m automation.releases {self._environment}",
        )

    def _claim(self, kind: ClaimKind, subject: str, run_id: str, signal: Signal) -> Claim:
        return Claim(
            subject=subject,
            kind=kind,
            run_id=run_id,
            signal_key=signal.key,
            at=self._clock.now(),
        )
