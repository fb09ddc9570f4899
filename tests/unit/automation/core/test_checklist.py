import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from automation.core.checklist import (
    ITEMS,
    NAMES,
    PARTS,
    Finding,
    Outcome,
    against,
    verdict,
)

# The written procedure, section "Validation Checklist", word by word.
WRITTEN: Final = {
    "Post-Rollback Validation": [
        "System health checks pass",
        "Error rates return to baseline",
        "Response times within SLA",
        "Critical user journeys functional",
        "Data integrity verified",
        "Security controls operational",
        "Monitoring systems active",
        "Backup systems functional",
    ],
    "Business Validation": [
        "Patient data accessible",
        "User authentication working",
        "Data entry functionality",
        "Report generation operational",
        "API endpoints responding",
        "File upload/download working",
        "Email notifications sending",
        "Audit logging active",
    ],
}


def found(outcomes: Mapping[str, Outcome] | None = None) -> list[Finding]:
    """All pass but those that are named."""
    return [Finding(name, (outcomes or {}).get(name, "pass"), "a fact") for name in NAMES]


def test_has_every_item_of_the_written_procedure_in_its_words_and_order() -> None:
    assert {part: [one.words for one in ITEMS if one.part == part] for part in PARTS} == WRITTEN


def test_each_item_has_a_name_of_its_own_that_is_easily_typed() -> None:
    assert len(set(NAMES)) == len(ITEMS)
    assert all(re.fullmatch(r"[a-z-]+", name) for name in NAMES)


def test_a_release_is_healthy_when_every_item_passes() -> None:
    assert verdict(found()) == "healthy"


@pytest.mark.parametrize("name", [one.name for one in ITEMS if one.blames])
def test_a_failure_of_the_releases_own_makes_it_bad(name: str) -> None:
    assert verdict(found({name: "fail"})) == "bad"


@pytest.mark.parametrize("name", ["monitoring", "backups"])
def test_what_is_broken_beside_the_release_does_not_make_it_bad_nor_healthy(name: str) -> None:
    assert verdict(found({name: "fail"})) == "unknown"


def test_an_error_rate_that_nobody_can_know_yet_does_not_hold_a_release_up() -> None:
    assert verdict(found({"error-rates": "undecided"})) == "healthy"


@pytest.mark.parametrize("name", [one.name for one in ITEMS if one.needed])
def test_what_has_to_be_known_and_is_not_leaves_the_verdict_open(name: str) -> None:
    assert verdict(found({name: "undecided"})) == "unknown"
    assert verdict([one for one in found() if one.name != name]) == "unknown"


def test_a_failure_is_bad_whatever_else_is_undecided() -> None:
    assert (
        verdict(found({"reports": "fail", "backups": "undecided", "monitoring": "fail"})) == "bad"
    )


def test_names_what_stands_against_healthy_and_nothing_else() -> None:
    findings = found({"audit-log": "fail", "backups": "undecided", "error-rates": "undecided"})
    assert [one.name for one in against(findings)] == ["backups", "audit-log"]


def test_the_audit_logs_formula_is_the_databases() -> None:
    sql = Path("services/migrations/sql/0003_audit_log.sql").read_text()
    columns = re.findall(r"line\.(\w+)", sql[sql.index("concat_ws") : sql.index("'UTF8'")])
    assert columns == [
        *("id", "at", "actor", "action", "resource"),
        *("before_digest", "after_digest", "previous_hash"),
    ]
