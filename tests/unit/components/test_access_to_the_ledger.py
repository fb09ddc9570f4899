"""Who may write what of the ledger and the audit: a role that asks or rolls back signs nothing."""

import json
from typing import Any, Final

import pytest

from automation.core import partitions
from components import access_policies as policies
from components.access_policies import Statement
from components.deploy_policy import deploy
from tests.policies import LEADING_KEYS, allows
from tests.unit.components.recording import Program
from tests.unit.components.test_access import PARTS, PLACE, declare

WORKFLOWS: Final[dict[str, list[Statement]]] = {
    "preview": policies.preview(PLACE, PARTS),
    "request": policies.request(PLACE, PARTS),
    "rollback": policies.rollback(PLACE, PARTS),
    "deploy": deploy(PLACE, PARTS),
    "lock-down": policies.lock_down(PLACE, PARTS),
}
APPROVERS: Final = policies.approve(PLACE)
# Source: Service Authorization Reference, DynamoDB: what writes items, in whatever way.
WRITES: Final = (
    *("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"),
    *("dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate", "dynamodb:PartiQLDelete"),
    *("dynamodb:ImportTable", "dynamodb:RestoreTableFromBackup", "dynamodb:PutResourcePolicy"),
)
RUNS: Final = {"HOLD", "LEASE", "RUN", "RUN#prod-1", "RELEASE"}
EMERGENCY: Final = {"LOCKDOWN", "EVIDENCE", "SECURITY"}
KEYS: Final = RUNS | EMERGENCY | {"APPROVAL", "SIGNATURE", "AUDIT", "RUNNER", "ANOTHER"}


def written(statements: list[Statement], action: str = "dynamodb:PutItem") -> set[str]:
    return {key for key in KEYS if allows(statements, action, PLACE.ledger, key)}


def kept(statements: list[Statement], key: str) -> bool:
    bucket = "arn:aws:s3:::clinical-trial-audit-prod"
    return allows(statements, "s3:PutObject", f"{bucket}/{key}")


@pytest.mark.parametrize("kind", WORKFLOWS)
def test_no_role_of_a_workflow_can_write_a_signature(kind: str) -> None:
    for action in WRITES:
        for key in (partitions.SIGNATURE, None):
            assert not allows(WORKFLOWS[kind], action, PLACE.ledger, key), action


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("preview", set()),
        ("request", {"APPROVAL", "AUDIT"}),
        ("rollback", RUNS | {"APPROVAL", "AUDIT"}),
        ("deploy", RUNS | {"APPROVAL", "AUDIT"}),
        ("lock-down", RUNS | EMERGENCY | {"APPROVAL", "AUDIT"}),
    ],
)
def test_a_role_writes_its_own_partitions_and_no_others(kind: str, keys: set[str]) -> None:
    assert written(WORKFLOWS[kind]) == keys


@pytest.mark.parametrize("kind", WORKFLOWS)
def test_only_a_hold_and_a_closing_are_ever_deleted_and_only_the_lease_checked(kind: str) -> None:
    has_lease = kind in {"rollback", "deploy", "lock-down"}

    opens = {"LOCKDOWN"} if kind == "lock-down" else set()

    assert written(WORKFLOWS[kind], "dynamodb:DeleteItem") == (
        {"HOLD"} | opens if has_lease else set()
    )
    assert written(WORKFLOWS[kind], "dynamodb:ConditionCheckItem") == (
        {"LEASE"} if has_lease else set()
    )


def test_approvers_write_signatures_and_withdrawals_and_move_nothing() -> None:
    assert written(APPROVERS) == {"SIGNATURE", "APPROVAL", "AUDIT"}
    assert written(APPROVERS, "dynamodb:DeleteItem") == set()
    assert written(APPROVERS, "dynamodb:ConditionCheckItem") == {"APPROVAL"}
    assert {action.partition(":")[0] for it in APPROVERS for action in it["Action"]} == {
        "dynamodb",
        "s3",
    }


def test_the_rights_of_approvers_are_a_policy_that_no_role_here_has(program: Program) -> None:
    declare(program)

    made = program.one("Policy", "access-approve").inputs
    assert made["name"] == "clinical-trial-approve-prod"
    assert json.loads(made["policy"])["Statement"] == APPROVERS
    assert program.all("RolePolicyAttachment") == []


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("preview", set()),
        ("request", {"chain/1.json", "runs/approval-d/plan.json"}),
        ("rollback", {"chain/1.json", "runs/approval-d/plan.json", "runs/prod-1/plan.json"}),
        ("deploy", {"chain/1.json", "runs/approval-d/plan.json", "runs/prod-1/plan.json"}),
    ],
)
def test_a_plan_of_a_run_is_written_only_by_who_may_run_and_a_state_by_no_workflow(
    kind: str, keys: set[str]
) -> None:
    every = {"chain/1.json", "runs/approval-d/plan.json", "runs/prod-1/plan.json", "state/prod-1"}

    assert {key for key in every if kept(WORKFLOWS[kind], key)} == keys


def test_approvers_put_records_of_the_audit_and_nothing_else_into_its_bucket() -> None:
    assert kept(APPROVERS, "chain/1.json")
    assert not kept(APPROVERS, "runs/approval-d/plan.json")


@pytest.mark.parametrize("statements", [*WORKFLOWS.values(), APPROVERS])
def test_every_write_to_the_ledger_names_its_partitions(statements: list[Statement]) -> None:
    found = [it for it in statements if {*it["Action"]} & {*WRITES, "dynamodb:ConditionCheckItem"}]

    for statement in found:
        condition: dict[str, dict[str, Any]] = statement["Condition"]
        assert condition["Null"] == {LEADING_KEYS: "false"}
        assert "*" not in condition["ForAllValues:StringLike"][LEADING_KEYS]
