"""The decision matrix of the written procedure, and what no rollback may destroy."""

from datetime import timedelta

import pytest

from automation.core.policy import (
    CLAIMABLE_SCENARIOS,
    MATRIX,
    STATEFUL_TYPES,
    danger_of,
    decision_for,
    insist_on_bounds,
    violations,
)
from automation.core.release import Override
from tests.builders import change

# Procedure, section "Decision Matrix", row by row.
PROCEDURE = [
    ("Error rate >5%", "automatic", timedelta(minutes=2), None),
    ("Performance degradation", "manual", timedelta(minutes=5), "on-call-engineer"),
    ("Security incident", "emergency", timedelta(minutes=1), "security-team"),
    ("Data corruption", "emergency", timedelta(seconds=30), "database-administrator"),
    ("Partial functionality loss", "manual", timedelta(minutes=10), "team-lead"),
]
REMOVALS = (
    "delete",
    "delete-replaced",
    "discard",
    "discard-replaced",
    "replace",
    "create-replacement",
    "read-replacement",
)


def test_the_matrix_is_the_procedures() -> None:
    assert [(row.title, row.type, row.limit, row.approver) for row in MATRIX] == PROCEDURE


def test_emergencies_act_first_and_nothing_else_does() -> None:
    assert {row.scenario for row in MATRIX if row.acts_first} == {
        row.scenario for row in MATRIX if row.type == "emergency"
    }


def test_nobody_claims_the_automatic_row() -> None:
    assert set(CLAIMABLE_SCENARIOS) == {row.scenario for row in MATRIX} - {"error-rate"}


def test_an_unknown_scenario_is_an_error() -> None:
    with pytest.raises(KeyError):
        decision_for("solar-flare")


@pytest.mark.parametrize("operation", REMOVALS)
@pytest.mark.parametrize("type_", sorted(STATEFUL_TYPES))
def test_removing_what_holds_data_is_a_violation(type_: str, operation: str) -> None:
    removal = change(operation, type_)

    assert violations((removal,)) == (removal,)


@pytest.mark.parametrize("operation", ["create", "update", "import", "refresh"])
def test_changing_what_holds_data_is_none(operation: str) -> None:
    assert violations((change(operation, "aws:rds/cluster:Cluster"),)) == ()


def test_removing_what_holds_no_data_is_none() -> None:
    assert violations((change("replace", "aws:lambda/function:Function"),)) == ()


def test_only_the_named_urn_is_let_through() -> None:
    bucket = change("delete", "aws:s3/bucket:Bucket", "audit")
    table = change("delete", "aws:dynamodb/table:Table", "ledger")

    assert violations((bucket, table), frozenset({bucket.urn})) == (table,)


@pytest.mark.parametrize(
    ("operation", "danger"),
    [*((name, "destroys") for name in REMOVALS), ("update", "changes"), ("create", "reversible")],
)
def test_danger_follows_the_operation(operation: str, danger: str) -> None:
    assert danger_of(change(operation)) == danger


def test_a_stack_may_shorten_a_limit_and_name_another_approver() -> None:
    tightened = {"performance": Override(limit_seconds=120, approver="team-lead")}

    row = decision_for("performance", tightened)

    assert (row.limit, row.approver) == (timedelta(minutes=2), "team-lead")
    assert row.title == decision_for("performance").title


def test_a_row_that_is_not_overridden_is_the_procedures() -> None:
    assert decision_for("security", {"performance": Override(limit_seconds=1)}) == decision_for(
        "security"
    )


@pytest.mark.parametrize(
    ("scenario", "override", "why"),
    [
        ("performance", Override(limit_seconds=301), "up to 300 s"),
        ("performance", Override(limit_seconds=0), "up to 300 s"),
        ("error-rate", Override(approver="team-lead"), "automatic"),
        ("mars", Override(), "no scenario"),
    ],
)
def test_a_stack_may_not_loosen_the_procedure(scenario: str, override: Override, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        insist_on_bounds(scenario, override)
