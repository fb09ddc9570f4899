"""The workflows' own steps with the real engine: deploy, and judge changes.

On a stage of their own, so that they run beside the story and not after it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pytest
from rich.console import Console

from sandbox import engine
from sandbox.demo.aws import client
from sandbox.demo.stage import Stage, stage
from tests.e2e import merges
from tests.e2e.runner import Done, Runner
from tests.workflow_files import run_steps

pytestmark = pytest.mark.e2e

# Steps that other tests execute: those without an engine, those of a rollback, the checklists, and
# the one that runs these tests.
ELSEWHERE: Final = {
    *("Tools", "Comment", "Say so", "Who asks", "Who carries out", "Plan", "Roll back", "Verify"),
    "Test",
}


@dataclass(frozen=True)
class Told:
    """What the steps did."""

    deployed: Done
    roles: frozenset[str]
    verdicts: Mapping[str, Done]
    clean: bool


@pytest.fixture(scope="module")
def own_stage() -> Iterator[Stage]:
    engine.provision(Console(stderr=True))
    with stage() as made:
        yield made


@pytest.fixture(scope="module")
def told(own_stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Told:
    shop = own_stage.workshop
    runner = Runner(own_stage, tmp_path_factory.mktemp("runner"))
    made = own_stage.run("pulumi", "stack", "init", "prod")
    assert made.code == 0, made.said

    merges.settings(shop.folder)
    shop.commit("Let the workflows deploy")
    deployed = deploy(runner)
    verdicts = {name: judge(own_stage, runner, name) for name in merges.CHANGES}
    return Told(
        deployed=deployed,
        roles=roles(own_stage),
        verdicts=verdicts,
        clean=shop.is_clean(),
    )


def deploy(runner: Runner) -> Done:
    return runner.run("deploy-environment.yml deploy: Deploy", {"inputs.environment": "prod"})


def judge(on: Stage, runner: Runner, change: str) -> Done:
    """Execute the preview job's step on a change, which is not merged."""
    shop = on.workshop
    before = shop.head()
    merges.CHANGES[change](shop.folder)
    shop.commit(f"A change: {change}")
    done = runner.run("preview.yml preview: Verdict", {})
    shop.git("reset", "--quiet", "--hard", before)
    return done


def roles(on: Stage) -> frozenset[str]:
    found = client(on, "iam").list_roles(MaxItems=1000)["Roles"]
    return frozenset(role["RoleName"] for role in found)


def heading(done: Done) -> str:
    assert done.ran.code == 0, done.ran.said
    return next(line for line in done.summary.splitlines() if line.startswith("### "))


def rows(done: Done) -> list[str]:
    return [line for line in done.summary.splitlines() if line.startswith("| ")][1:]


def test_the_deploying_step_deploys(told: Told) -> None:
    assert told.deployed.ran.code == 0, told.deployed.ran.said


def test_the_program_makes_the_workflows_roles(told: Told) -> None:
    kinds = ("preview", "request", "deploy", "rollback", "lock-down")
    assert {f"clinical-trial-{kind}-prod" for kind in kinds} <= told.roles


def test_a_change_that_can_be_undone_is_told_so(told: Told) -> None:
    done = told.verdicts["undoable"]

    assert heading(done) == "### 🟢 Way back in prod: UNDOABLE"
    assert rows(done) == []
    assert "1 update" in done.summary


def test_a_change_that_needs_a_replacement_is_undoable_in_part(told: Told) -> None:
    done = told.verdicts["replacement"]

    assert heading(done) == "### 🟡 Way back in prod: UNDOABLE IN PART"
    assert all("MetricAlarm" in row and "replaces it again" in row for row in rows(done))
    assert rows(done)


def test_a_migration_that_closes_the_way_back_is_one_way(told: Told) -> None:
    done = told.verdicts["closing migration"]
    (row,) = rows(done)

    assert heading(done) == "### 🔴 Way back in prod: ONE WAY"
    assert "database schema" in row
    assert "Expand and contract" in row


def test_what_the_engine_refuses_to_remove_is_one_way(told: Told) -> None:
    done = told.verdicts["protected"]

    assert heading(done) == "### 🔴 Way back in prod: ONE WAY"
    assert any(
        "clinical-trial-prod-database-cluster" in row and "the engine refuses" in row
        for row in rows(done)
    )


def test_a_change_that_is_judged_leaves_nothing_behind(told: Told) -> None:
    assert told.clean


def test_each_step_of_ours_is_executed_by_a_test() -> None:
    assert {step.name for step in run_steps()} == {"Deploy", "Verdict"} | ELSEWHERE
