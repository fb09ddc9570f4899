"""What may start an automatic rollback: the procedure's urgent triggers, and word of one. Pure.

A signal only wakes: it may come twice, late, or after its opposite. What it says is looked at again
before anything is done (`core.automatic`).
Source: procedure, sections "Monitoring Triggers" and "Health Check Failures".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from automation.core.names import ENVIRONMENTS, PROJECT, Environment

# Requests a minute below which a rate says nothing; part of the alarms' own metric math.
MINIMUM_REQUESTS: Final = 20
SignalSource = Literal["alarm", "watch"]
ConditionState = Literal["ALARM", "OK", "INSUFFICIENT_DATA"]
_REASON_LENGTH: Final = 500


class UnknownEventError(ValueError):
    """What came is no event that this platform's alarms send; nothing was changed."""


@dataclass(frozen=True)
class Trigger:
    """One of the triggers on which the platform goes back by itself.

    Attributes:
        name: the end of its alarm's name.
        minutes: for which it has to be true before it is raised.
        counts_requests: whether it is a rate of the API's requests, which needs enough of them.
        is_global: whether its metric, and so its alarm, lies in us-east-1 wherever the platform is.
    """

    name: str
    minutes: int
    counts_requests: bool
    is_global: bool


# Performance is not among them: the procedure's list of triggers would go back on response times as
# well, its decision matrix asks the on-call engineer. The matrix is what was agreed on.
TRIGGERS: Final[Mapping[str, Trigger]] = {
    trigger.name: trigger
    for trigger in (
        Trigger("errors-fast", minutes=1, counts_requests=True, is_global=False),
        Trigger("errors-slow", minutes=5, counts_requests=True, is_global=False),
        Trigger("availability", minutes=5, counts_requests=False, is_global=True),
        Trigger("health", minutes=1, counts_requests=False, is_global=True),
    )
}


@dataclass(frozen=True)
class Signal:
    """Word that a trigger's condition began, or ended.

    Attributes:
        source: who tells: a CloudWatch alarm, or `automation.watch` by looks of its own.
        name: the trigger's name, `errors-fast`; of an alarm that is none, the end of its name.
        state: what is told; only `ALARM` can have a consequence.
        since: when the condition got into that state.
        at: when it was told.
        reason: in words, at most 500 characters.
    """

    source: SignalSource
    name: str
    environment: Environment
    state: ConditionState
    since: datetime
    at: datetime
    reason: str

    @property
    def key(self) -> str:
        """The same for each word of one condition: `prod/errors-fast/2026-11-24T10:00:00Z`.

        It tells a repeated word, whoever brings it. That two observers with clocks of their own, or
        two conditions of one bad release, lead to one rollback is not up to this key: the claim on
        the live release is (`core.automatic.Claim`).
        """
        return f"{self.environment}/{self.name}/{self.since:%Y-%m-%dT%H:%M:%SZ}"


@dataclass(frozen=True)
class Condition:
    """A trigger's condition as somebody looked at it just now.

    Attributes:
        state: `INSUFFICIENT_DATA` where nobody knows.
        since: when it got into that state; None where nobody knows that either.
        reason: in words.
    """

    state: ConditionState
    since: datetime | None
    reason: str


def alarm_name(environment: str, trigger: str) -> str:
    """The alarm of a trigger, `clinical-trial-prod-errors-fast`."""
    return f"{PROJECT}-{environment}-{trigger}"


def volume_span(trigger: Trigger, since: datetime) -> datetime:
    """From when on requests count for a trigger's condition: one period more than it looks at,
    since its periods are whole minutes."""
    return since - timedelta(minutes=trigger.minutes + 1)


class _Strict(BaseModel):
    """What is needed of an event; AWS may add fields at any time, and those are passed over.

    Source: EventBridge user guide, "Events": consumers have to ignore what they don't know.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")


class _State(_Strict):
    value: ConditionState
    timestamp: datetime
    reason: str = ""


class _Detail(_Strict):
    alarm_name: str = Field(alias="alarmName")
    state: _State


class _Event(_Strict):
    """Source: CloudWatch user guide, "Alarm events and EventBridge"."""

    detail_type: Literal["CloudWatch Alarm State Change"] = Field(alias="detail-type")
    source: Literal["aws.cloudwatch"]
    time: datetime
    detail: _Detail


def signal_of(event: Mapping[str, Any]) -> Signal:
    """The signal that EventBridge brings of a CloudWatch alarm's change of state.

    Args:
        event: as Lambda hands it over.

    Raises:
        UnknownEventError: it is no such event, or of no alarm of this platform; it says what is
            wrong with it.
    """
    try:
        told = _Event.model_validate(event)
    except ValidationError as error:
        raise UnknownEventError(_told_wrong(event, error)) from None
    environment, name = _place(told.detail.alarm_name)
    state = told.detail.state
    return Signal(
        source="alarm",
        name=name,
        environment=environment,
        state=state.value,
        since=_insist_on_zone(state.timestamp),
        at=_insist_on_zone(told.time),
        reason=state.reason[:_REASON_LENGTH],
    )


def _place(name: str) -> tuple[Environment, str]:
    for environment in ENVIRONMENTS:
        start = alarm_name(environment, "")
        if name.startswith(start) and name != start:
            return environment, name.removeprefix(start)
    raise UnknownEventError(
        f"The event is of the alarm {name[:200]!r}, which is none of this platform: its alarms "
        f"are named {PROJECT}-<environment>-<trigger>. Nothing was changed."
    )


def _insist_on_zone(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise UnknownEventError(
            f"The event tells a time without a zone ({moment.isoformat()}). Nothing was changed."
        )
    return moment


def _told_wrong(event: Mapping[str, Any], error: ValidationError) -> str:
    found = "; ".join(
        f"{'.'.join(str(part) for part in problem['loc']) or 'the event'}: {problem['msg']}"
        for problem in error.errors(include_url=False, include_input=False)
    )
    kind = event.get("detail-type") if isinstance(event, Mapping) else type(event).__name__
    return (
        f"What came is no change of a CloudWatch alarm's state (it says {str(kind)[:100]!r}): "
        f"{found}. Nothing was changed."
    )
