"""From readings to outcomes: thresholds of the written procedure. Pure.

Sources: procedure, "Performance Thresholds"; components/triggers.py has the same as alarms.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from automation.core.checklist import Outcome
from automation.core.readings import AlarmReading, Backups, Protection, Traffic

Judgement = tuple[Outcome, str]

MOST_ERRORS_PERCENT: Final = 1.0
SLA_MILLISECONDS: Final = 2000.0
# Requests below which a rate says nothing.
LEAST_REQUESTS: Final = 20
# Data arrives within minutes; an alarm without any for longer watches nothing.
ALARM_SETTLES: Final = timedelta(minutes=15)
LEAST_RETENTION_DAYS: Final = 7
# Source: Aurora User Guide, "Latest restorable time": usually within the last five minutes.
RESTORABLE_WITHIN: Final = timedelta(minutes=15)


def error_rate(traffic: Traffic) -> Judgement:
    """Whether failed requests are as rare as they should be; unknown where too few asked."""
    if traffic.requests < LEAST_REQUESTS:
        return "undecided", (
            f"{traffic.requests:.0f} requests in {traffic.minutes} min, of {LEAST_REQUESTS} that a "
            "rate needs"
        )
    rate = 100 * traffic.failed / traffic.requests
    fact = f"{rate:.2f} % of {traffic.requests:.0f} requests failed in {traffic.minutes} min"
    return ("pass" if rate <= MOST_ERRORS_PERCENT else "fail"), fact


def response_times(seconds: Sequence[float], traffic: Traffic, sla: float) -> Judgement:
    """Whether answers come in time: ours, and those of all users where enough asked.

    Args:
        seconds: of requests made for this purpose.
        traffic: of the last minutes.
        sla: milliseconds that 95 of 100 answers may take.
    """
    ours = percentile(seconds, 95) * 1000
    facts, slow = [f"p95 {ours:.0f} ms of {len(seconds)} own requests"], ours > sla
    if traffic.p95 is not None and traffic.requests >= LEAST_REQUESTS:
        facts.append(f"{traffic.p95:.0f} ms of {traffic.requests:.0f} users' requests")
        slow = slow or traffic.p95 > sla
    return ("fail" if slow else "pass"), f"{', '.join(facts)}; {sla:.0f} ms allowed"


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that so many per cent of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * percent / 100) - 1]


def protection(read: Protection) -> Judgement:
    """Whether firewall, buckets and transport are closed as they should be."""
    problems = [f"{name} can be made public" for name in read.open_buckets]
    problems += [f"{pattern} is served without TLS" for pattern in read.plain_http]
    if read.acl_rules is None:
        problems.append("no firewall is in front of the distribution")
    elif not read.acl_rules:
        problems.append("the firewall has no rules")
    if problems:
        return "fail", "; ".join(problems)
    return "pass", f"{len(read.acl_rules or ())} firewall rules, buckets closed, TLS only"


def monitoring(alarms: Sequence[AlarmReading], now: datetime) -> Judgement:
    """Whether somebody would be told: alarms exist, are switched on, and have data."""
    if not alarms:
        return "fail", "there are no alarms"
    silent = [alarm.name for alarm in alarms if not alarm.tells]
    blind = [
        alarm.name
        for alarm in alarms
        if alarm.state == "INSUFFICIENT_DATA" and now - alarm.since > ALARM_SETTLES
    ]
    problems = [f"{name} tells nobody" for name in silent]
    problems += [f"{name} has no data" for name in blind]
    if problems:
        return "fail", "; ".join(problems)
    raised = [alarm.name for alarm in alarms if alarm.state == "ALARM"]
    told = f", raised now: {', '.join(raised)}" if raised else ""
    return "pass", f"{len(alarms)} alarms with actions and data{told}"


def backups(read: Backups, now: datetime) -> Judgement:
    """Whether the data could be had back from a moment ago."""
    problems = [f"{name} keeps no versions" for name in read.unversioned]
    if not read.ledger_recovery:
        problems.append("the ledger has no point-in-time recovery")
    if read.retention_days is None:
        problems.append("there is no database cluster")
    elif read.retention_days < LEAST_RETENTION_DAYS:
        problems.append(f"the database keeps backups for {read.retention_days} days only")
    until = read.restorable_until
    if until is not None and now - until > RESTORABLE_WITHIN:
        problems.append(f"the database can be restored to {until:%Y-%m-%d %H:%M} UTC at the latest")
    if problems:
        return "fail", "; ".join(problems)
    if until is None:
        return "undecided", "the database does not tell to which point in time it can be restored"
    return "pass", f"{read.retention_days} days of backups, restorable to {until:%H:%M:%S} UTC"


def line_hash(line: Mapping[str, Any]) -> str:
    """What the hash of a line of the audit log has to be, worked out anew.

    The formula is that of services/migrations/sql/0003_audit_log.sql.
    """
    said = (
        *(line["id"], line["at"], line["actor"], line["action"], line["resource"]),
        *(line["before"] or "-", line["after"] or "-", line["previous"]),
    )
    return hashlib.sha256("|".join(str(part) for part in said).encode()).hexdigest()


def broken_lines(lines: Sequence[Mapping[str, Any]]) -> tuple[int, ...]:
    """Ids of lines that were altered, or that do not follow from the one before them.

    Args:
        lines: of one resource, so that others of the chain may lie between them.
    """
    by_id = {line["id"]: line for line in lines}
    return tuple(line["id"] for line in lines if not _follows(line, by_id.get(line["id"] - 1)))


def _follows(line: Mapping[str, Any], before: Mapping[str, Any] | None) -> bool:
    own = line["hash"] == line_hash(line)
    return own and (before is None or before["hash"] == line["previous"])
