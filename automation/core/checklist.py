"""The written procedure's checklist as data, and the verdict on a release from it. Pure.

Source: procedure, "Validation Checklist"; the words are its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from automation.core.release import Health

Outcome = Literal["pass", "fail", "undecided"]
Part = Literal["Post-Rollback Validation", "Business Validation"]
PARTS: Final[tuple[Part, ...]] = ("Post-Rollback Validation", "Business Validation")


@dataclass(frozen=True)
class Item:
    """One line of the checklist.

    Attributes:
        name: what a command line calls it.
        blames: whether its failure is the release's. What is not (a backup that is switched off)
            is repaired, not rolled back.
        needed: whether a release can be called healthy only once it is known. A platform that
            nobody used yet has no error rate.
    """

    name: str
    words: str
    part: Part
    blames: bool = True
    needed: bool = True


@dataclass(frozen=True)
class Finding:
    """What a check found: the outcome, and the measured fact that it rests on."""

    name: str
    outcome: Outcome
    fact: str
    seconds: float = 0.0


_TECHNICAL, _BUSINESS = PARTS

ITEMS: Final[tuple[Item, ...]] = (
    Item("health", "System health checks pass", _TECHNICAL),
    Item("error-rates", "Error rates return to baseline", _TECHNICAL, needed=False),
    Item("response-times", "Response times within SLA", _TECHNICAL),
    Item("user-journeys", "Critical user journeys functional", _TECHNICAL),
    Item("data-integrity", "Data integrity verified", _TECHNICAL),
    Item("security", "Security controls operational", _TECHNICAL),
    Item("monitoring", "Monitoring systems active", _TECHNICAL, blames=False),
    Item("backups", "Backup systems functional", _TECHNICAL, blames=False),
    Item("patient-data", "Patient data accessible", _BUSINESS),
    Item("authentication", "User authentication working", _BUSINESS),
    Item("data-entry", "Data entry functionality", _BUSINESS),
    Item("reports", "Report generation operational", _BUSINESS),
    Item("api-endpoints", "API endpoints responding", _BUSINESS),
    Item("files", "File upload/download working", _BUSINESS),
    Item("notifications", "Email notifications sending", _BUSINESS),
    Item("audit-log", "Audit logging active", _BUSINESS),
)
NAMES: Final = tuple(item.name for item in ITEMS)
BUSINESS: Final = tuple(item.name for item in ITEMS if item.part == _BUSINESS)
_BY_NAME: Final = {item.name: item for item in ITEMS}


def item(name: str) -> Item:
    """The line of a name."""
    return _BY_NAME[name]


def verdict(findings: Sequence[Finding]) -> Health:
    """What the findings say about the release.

    `bad` once anything fails that is the release's own; `healthy` if nothing failed and nothing
    that is needed is undecided or was left out; else `unknown`.
    """
    outcomes = {finding.name: finding.outcome for finding in findings}
    failed = [item for item in ITEMS if outcomes.get(item.name) == "fail"]
    if any(item.blames for item in failed):
        return "bad"
    passed = {name for name, outcome in outcomes.items() if outcome == "pass"}
    missing = [item for item in ITEMS if item.needed and item.name not in passed]
    return "unknown" if failed or missing else "healthy"


def against(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings that keep the release from being healthy, in the checklist's order."""
    stand_in_the_way = {
        finding.name: finding
        for finding in findings
        if finding.outcome == "fail"
        or (finding.outcome == "undecided" and item(finding.name).needed)
    }
    return tuple(stand_in_the_way[name] for name in NAMES if name in stand_in_the_way)
