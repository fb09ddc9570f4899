"""What is on record of a lock-down: one document a door, and what other commands make of it. Pure.

The document keeps how the door was, so that it can be opened to exactly that. It is written before
the door is closed, conditional on nothing but itself, since an emergency waits for nobody (ADR 23).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from automation.core.doors import API, FIREWALL, function_of, title
from automation.core.names import SERVICES, function_name
from automation.core.policy import Decision
from automation.core.release import Document
from automation.core.run_kinds import UNLOCKING

FORMAT: Final = 1
UNLOCK: Final = Decision(
    scenario=UNLOCKING,
    title="Opening after a lock-down",
    type="manual",
    limit=timedelta(hours=1),
    approver="security-team",
)


@dataclass(frozen=True)
class Claim:
    """Who closes something, and why.

    Attributes:
        incident: name of the incident.
        at: time of the command, with time zone.
    """

    environment: str
    run_id: str
    actor: str
    incident: str
    reason: str
    at: datetime


class Closing(Document):
    """A door that a lock-down closes or has closed.

    Attributes:
        part: which door, `firewall`, `api` or `function:<name>`.
        resource: what it is in AWS.
        former: its configuration before, as text.
        status: `closing` until it is known to be closed; then its `former` is never written over.
    """

    format: int = FORMAT
    part: str
    resource: str
    former: str
    run_id: str
    actor: str
    incident: str
    reason: str
    since: datetime
    status: Literal["closing", "closed"] = "closing"

    @property
    def digest(self) -> str:
        """SHA-256 of how the door was."""
        return digest_of(self.former)


def closing_of(part: str, resource: str, former: str, claim: Claim) -> Closing:
    """The record of a door that is about to be closed."""
    return Closing(
        part=part,
        resource=resource,
        former=former,
        run_id=claim.run_id,
        actor=claim.actor,
        incident=claim.incident,
        reason=claim.reason,
        since=claim.at,
    )


def taken_over(earlier: Closing, ours: Closing) -> Closing:
    """The record of a door that was opened behind the first lock-down's back and is closed again.

    How it was before the first one stays; who opens it meanwhile is told that it is another's.
    """
    return ours.model_copy(update={"former": earlier.former})


def digest_of(text: str) -> str:
    """SHA-256 of a configuration's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_whole(closings: Iterable[Closing]) -> bool:
    """Whether it is the platform that is closed, and not single functions."""
    return any(closing.part in {FIREWALL, API} for closing in closings)


def parts_of_function(name: str, environment: str) -> str:
    """The function that a person means by a service's or a function's name."""
    return function_name(name, environment) if name in SERVICES else name


def unlock_command(closings: Iterable[Closing], environment: str) -> str:
    """What opens everything that is closed."""
    found = tuple(closings)
    if is_whole(found):
        return f'python -m automation.emergency unlock {environment} --reason "…"'
    name = sorted(function_of(each.part) or "" for each in found)[0]
    return f'python -m automation.emergency unlock {environment} --function {name} --reason "…"'


def refusal(closings: tuple[Closing, ...], environment: str) -> str:
    """What a person is told who would put back what a lock-down closed."""
    first = min(closings, key=lambda closing: closing.since)
    named = ", ".join(title(closing.part) for closing in closings)
    return (
        f"{environment} is locked down since {first.since:%Y-%m-%d %H:%M} UTC by {first.actor} "
        f"(incident {first.incident}): {first.reason}\n"
        f"Closed: {named}. The infrastructure's program would open it again, so it is not run.\n"
        f"To open it: {unlock_command(closings, environment)}"
    )
