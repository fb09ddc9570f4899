"""Whether a signal leads to an automatic rollback. Pure.

Source: procedure, "Automatic Rollback" and "Decision Matrix" (error rate: automatic, nobody asked);
design: one automatic rollback a release, unknown data never triggers, nothing healthy to go back
to -> hold and page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from automation.core.doors import title
from automation.core.journal import RunRecord
from automation.core.plan import ComponentName
from automation.core.planner import plan_rollback
from automation.core.release import Release
from automation.core.release_list import TRAFFIC, Catalogue, Recorded
from automation.core.run_kinds import unfinished_rollback
from automation.core.situation import Situation, live_record, subject_of, way_back
from automation.core.trigger import MINIMUM_REQUESTS, TRIGGERS, Signal

SCENARIO: Final = "error-rate"
COMPONENTS: Final[tuple[ComponentName, ...]] = TRAFFIC
# Longest that a deployment takes from its first moved alias to its record, its last resource.
DEPLOYMENT_TIME: Final = timedelta(hours=1)
NOTHING_HEALTHY: Final = "no earlier release is healthy and can still be reached"


@dataclass(frozen=True)
class Act:
    """Go back to a release."""

    target: Release
    subject: str
    reason: str


@dataclass(frozen=True)
class Resume:
    """Go on with the automatic run that was cut off."""

    run: RunRecord
    target: Release


@dataclass(frozen=True)
class HoldAndPage:
    """Nothing can be gone back to: hold the environment, and call a person."""

    subject: str
    reason: str


@dataclass(frozen=True)
class Later:
    """Somebody has the lease: an automatic run that is at work or died a moment ago, a verdict that
    is being written, a person who begins. Look again when it has run out; a person's run has left
    its hold by then."""

    reason: str


@dataclass(frozen=True)
class Ignore:
    """Do nothing; the reason is logged."""

    reason: str


Response = Act | Resume | HoldAndPage | Later | Ignore


def is_automatic(run: RunRecord) -> bool:
    """Whether an alarm began a run: nobody may claim that row of the matrix (`core.policy`)."""
    return run.scenario == SCENARIO


def dismissal(signal: Signal, environment: str) -> Ignore | None:
    """Why a signal can't have a consequence whatever the situation is; None if it can."""
    if signal.environment != environment:
        return Ignore(f"it is about {signal.environment}, not {environment}")
    if signal.name not in TRIGGERS:
        return Ignore(
            f"{signal.name} takes nothing back by itself; a person decides about it (procedure, "
            '"Decision Matrix")'
        )
    if signal.state != "ALARM":
        return Ignore(f"{signal.name} is told to be {signal.state}")
    return None


def decide(signal: Signal, situation: Situation) -> Response:
    """What a signal leads to. It only wakes: the condition as looked at again decides.

    Args:
        signal: what came.
        situation: read after it came.
    """
    for rule in _RULES:
        response = rule(signal, situation)
        if response is not None:
            return response
    return _back(signal, situation)


def _is_dismissed(signal: Signal, situation: Situation) -> Response | None:
    return dismissal(signal, situation.environment)


def _is_locked_down(_: Signal, situation: Situation) -> Response | None:
    """What is closed on purpose looks like an outage; its hold comes seconds or minutes later."""
    if not situation.closings:
        return None
    first = min(situation.closings, key=lambda closing: closing.since)
    return Ignore(
        f"{situation.environment} is closed since {first.since:%H:%M:%S} UTC "
        f"(incident {first.incident}): {', '.join(title(it.part) for it in situation.closings)}"
    )


def _is_under_way(_: Signal, situation: Situation) -> Response | None:
    """A run that began ends before anything else is decided; one of a person is a person's."""
    unfinished, lease = unfinished_rollback(situation.runs), situation.lease
    is_a_persons = unfinished is not None and not is_automatic(unfinished)
    if lease is not None and lease.is_alive(situation.now):
        if is_a_persons and unfinished is not None and lease.run_id == unfinished.run_id:
            return Ignore(f"{lease.actor} works on {situation.environment}: {lease.purpose}")
        return Later(f"{lease.actor} is at it until {lease.expires_at:%H:%M:%S}: {lease.purpose}")
    if unfinished is None:
        return None
    target = _release_of(situation.catalogue, unfinished.target_commit)
    if is_a_persons or unfinished.direction == "back" or target is None:
        return Ignore(f"run {unfinished.run_id} of {unfinished.actor} has not ended")
    return Resume(unfinished, target)


def _is_claimed(_: Signal, situation: Situation) -> Response | None:
    """A claim that led to nothing yet is free to be taken over."""
    claim, hold = situation.claim, situation.catalogue.live.hold
    if claim is None:
        return None
    if claim.is_done:
        return Ignore(f"{claim.subject} was held, and a person called, already: {claim.run_id}")
    if claim.kind == "hold" and hold is not None and hold.run_id == claim.run_id:
        return HoldAndPage(claim.subject, NOTHING_HEALTHY)
    if any(run.run_id == claim.run_id for run in situation.runs):
        return Ignore(f"{claim.subject} had its automatic rollback already: {claim.run_id}")
    return None


def _is_held(_: Signal, situation: Situation) -> Response | None:
    hold = situation.catalogue.live.hold
    if hold is None:
        return None
    return Ignore(f"{situation.environment} is held by {hold.actor} (run {hold.run_id})")


def _is_not_true(signal: Signal, situation: Situation) -> Response | None:
    condition, requests = situation.condition, situation.requests
    if condition.state != "ALARM" or condition.since is None:
        return Ignore(f"looked at again, {signal.name} is {condition.state}: {condition.reason}")
    counts = TRIGGERS[signal.name].counts_requests
    if counts and requests is not None and requests < MINIMUM_REQUESTS:
        return Ignore(f"only {requests:g} requests came in while {signal.name} was true")
    return None


def _is_not_allowed(_: Signal, situation: Situation) -> Response | None:
    """The settings are those of the newest deployment."""
    records = situation.catalogue.records
    if not records:
        return Ignore(f"{situation.environment} was never deployed")
    if records[0].release.governance.automatic_rollback == "never":
        return Ignore(f"the settings of {situation.environment} allow no automatic rollback")
    return None


def _is_of_another_release(_: Signal, situation: Situation) -> Response | None:
    """Only what began with the live release is cured by leaving it."""
    since, live = situation.condition.since, live_record(situation.catalogue)
    if since is None:
        return None
    if live is None:
        return _is_of_no_deployment(situation, since)
    commit = live.release.commit[:12]
    if since < began_with(live):
        return Ignore(f"it began at {since:%H:%M:%S} UTC, before {commit} went live")
    governance = situation.catalogue.records[0].release.governance
    end = live.recorded_at + timedelta(minutes=governance.bake_minutes)
    if governance.automatic_rollback == "bake" and situation.now >= end:
        return Ignore(f"{commit} is no longer new since {end:%Y-%m-%d %H:%M} UTC")
    return None


def began_with(record: Recorded) -> datetime:
    """From when on a condition may be the release's: its deployment moves the aliases long before
    the record, its last resource, is written. A commit that is deployed again keeps its stamp."""
    return max(record.release.deployed_at, record.recorded_at - DEPLOYMENT_TIME)


def _is_of_no_deployment(situation: Situation, since: datetime) -> Response | None:
    """What is live and no release is newer than the newest one, but nothing tells by how much."""
    newest = situation.catalogue.records[0]
    governance = newest.release.governance
    bake = timedelta(minutes=governance.bake_minutes)
    span = bake if governance.automatic_rollback == "bake" else DEPLOYMENT_TIME
    if since < max(newest.recorded_at, situation.now - span):
        return Ignore(f"it began at {since:%H:%M:%S} UTC, and no release is live since")
    return None


def _back(signal: Signal, situation: Situation) -> Response:
    catalogue = situation.catalogue
    subject, target = subject_of(catalogue), way_back(catalogue)
    if target is None:
        return HoldAndPage(subject, NOTHING_HEALTHY)
    plan = plan_rollback(catalogue.live, target, components=COMPONENTS, site_url=target.site_url)
    if not plan.moves_traffic:
        return HoldAndPage(
            subject,
            f"{target.commit[:12]}, the last good release, has the same functions and files",
        )
    return Act(target, subject, f"{signal.name}: {situation.condition.reason or signal.reason}")


_Rule = Callable[[Signal, Situation], Response | None]
_RULES: Final[tuple[_Rule, ...]] = (
    _is_dismissed,
    _is_locked_down,
    _is_under_way,
    _is_claimed,
    _is_held,
    _is_not_true,
    _is_not_allowed,
    _is_of_another_release,
)


def _release_of(catalogue: Catalogue, commit: str) -> Release | None:
    return next((each.release for each in catalogue.records if each.release.commit == commit), None)
