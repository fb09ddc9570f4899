"""Machine output: versioned documents with the facts of the screen."""

import json

from automation.core.plan import COMPONENTS, InvalidateCdn, RollbackPlan, ShiftAlias
from automation.core.policy import decision_for
from automation.terminal.documents import plan_document, runs_document
from tests.builders import COMMIT_A, COMMIT_B, NOW, run_record

PLAN = RollbackPlan(
    "prod", COMMIT_A, COMMIT_B, COMPONENTS, (ShiftAlias("f", "2", "1", "r"), InvalidateCdn("E2"))
)


def test_the_plans_document_is_versioned_and_complete() -> None:
    document = json.loads(plan_document(PLAN, decision_for("partial-loss"), {"target": "t"}))

    assert document["format"] == "clinical-trial/rollback-plan/2"
    assert document["scenario"] == "partial-loss"
    assert document["evidence"] == {"target": "t"}
    assert document["already_live"] is False
    assert [step["step"] for step in document["steps"]] == ["ShiftAlias", "InvalidateCdn"]
    assert any("update-alias" in command for command in document["plain_commands"])


def test_a_plan_without_steps_says_that_the_target_is_live() -> None:
    empty = RollbackPlan("prod", COMMIT_A, COMMIT_A, COMPONENTS, ())

    document = json.loads(plan_document(empty, decision_for("partial-loss"), {}))

    assert document["already_live"] is True
    assert document["steps"] == []
    assert document["plain_commands"] == []


def test_runs_are_a_versioned_document() -> None:
    document = json.loads(
        runs_document("prod", (run_record("run-2"), run_record("run-1")), None, NOW)
    )

    assert document["format"] == "clinical-trial/runs/1"
    assert document["environment"] == "prod"
    assert [run["run_id"] for run in document["runs"]] == ["run-2", "run-1"]
    assert [run["is_cut_off"] for run in document["runs"]] == [True, True]


def test_no_runs_are_a_document_too() -> None:
    assert json.loads(runs_document("dev", (), None, NOW))["runs"] == []
