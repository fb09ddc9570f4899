"""The workflows' own steps with the real engine: deploy, judge changes, roll back.

On a stage of their own, so that they run beside the story and not after it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest
from rich.console import Console

from automation.core.names import ALIAS, function_name
from sandbox import engine
from sandbox.demo.aws import client
from sandbox.demo.command import Ran
from sandbox.demo.stage import Stage, stage
from tests.e2e import merges
from tests.e2e.runner import Done, Runner
from tests.workflow_files import run_steps

pytestmark = pytest.mark.e2e

REQUEST_ROLE: Final = "clinical-trial-request-prod"
ROLLBACK_ROLE: Final = "clinical-trial-rollback-prod"
# Steps that other tests execute, and the one that runs these tests.
ELSEWHERE: Final = {"Tools", "Comment", "Say so", "Test"}


@dataclass(frozen=True)
class Told:
    """What the steps did.

    Attributes:
        served: version of the function `reports` before the rollback, without the signature, by
            another person, and after it.
    """

    commits: tuple[str, str]
    deployed: tuple[Done, Done]
    roles: frozenset[str]
    verdicts: Mapping[str, Done]
    who: Done
    stranger: Done
    plan: Done
    unsigned: Done
    approved: Ran
    by_another: Done
    applied: Done
    held: Done
    served: tuple[str, ...]


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
    first = shop.commit("Let the workflows deploy")
    deploy_first = deploy(runner)
    merges.code(shop.folder)
    second = shop.commit("Count consents in reports")
    deploy_second = deploy(runner)

    verdicts = {name: judge(own_stage, runner, name) for name in merges.CHANGES}
    return Told(
        commits=(first, second),
        deployed=(deploy_first, deploy_second),
        roles=roles(own_stage),
        verdicts=verdicts,
        **roll_back(own_stage, runner, first),
    )


def deploy(runner: Runner) -> Done:
    return runner.run(
        "deploy-environment.yml deploy: Deploy", {"inputs.environment": "prod"}, session={}
    )


def judge(on: Stage, runner: Runner, change: str) -> Done:
    """Execute the preview job's step on a change, which is not merged."""
    shop = on.workshop
    before = shop.head()
    merges.CHANGES[change](shop.folder)
    shop.commit(f"A change: {change}")
    done = runner.run("preview.yml preview: Verdict", {}, session={})
    shop.git("reset", "--quiet", "--hard", before)
    return done


def roll_back(on: Stage, runner: Runner, target: str) -> dict[str, Any]:
    """Fill the workflow's form in, and execute both jobs; in between another person signs."""
    form = {
        "inputs.environment": "prod",
        "inputs.ref": target[:12],
        "inputs.components": "traffic",
        "inputs.scenario": "partial-loss",
        "inputs.reason": "Reports $(touch injected) `touch injected`; touch injected",
        "inputs.incident": "",
    }
    served = [version(on)]
    who = runner.run(
        "rollback.yml plan: Who asks", {**form, "github.triggering_actor": "Ada-L"}, session={}
    )
    stranger = runner.run(
        "rollback.yml apply: Who carries out",
        {**form, "github.triggering_actor": "eve"},
        session={},
    )
    person = who.outputs["person"]
    plan = runner.run("rollback.yml plan: Plan", form, runner.session(REQUEST_ROLE, person))
    handed = {f"needs.plan.outputs.{name}": value for name, value in plan.outputs.items()}

    def apply(who: str, **changed: str) -> Done:
        values = {**form, **handed, **changed}
        return runner.run(
            "rollback.yml apply: Roll back", values, runner.session(ROLLBACK_ROLE, who)
        )

    return {
        "who": who,
        "stranger": stranger,
        "plan": plan,
        "unsigned": apply(person, **{"needs.plan.outputs.digest": "0" * 64}),
        "approved": approve(on, plan),
        "by_another": apply("eve"),
        "served": (*served, version(on), *_after(on, applied := apply(person))),
        "applied": applied,
        "held": deploy(runner),
    }


def _after(on: Stage, applied: Done) -> tuple[str]:
    assert applied.ran.code == 0, applied.ran.said
    return (version(on),)


def approve(on: Stage, plan: Done) -> Ran:
    """Type what the summary says, as the approver."""
    found = re.search(r"python -m automation\.approve prod (\w+)", plan.summary)
    assert found is not None, plan.summary
    command = ("python", "-m", "automation.approve", "prod", found[1])
    return on.run(*command, "--reason", "Seen it", "--yes", as_="approver")


def version(on: Stage) -> str:
    name = function_name("reports", "prod")
    answer = client(on, "lambda").get_alias(FunctionName=name, Name=ALIAS)
    return str(answer["FunctionVersion"])


def roles(on: Stage) -> frozenset[str]:
    found = client(on, "iam").list_roles(MaxItems=1000)["Roles"]
    return frozenset(role["RoleName"] for role in found)


def heading(done: Done) -> str:
    assert done.ran.code == 0, done.ran.said
    return next(line for line in done.summary.splitlines() if line.startswith("### "))


def rows(done: Done) -> list[str]:
    return [line for line in done.summary.splitlines() if line.startswith("| ")][1:]


def test_the_deploying_step_deploys(told: Told) -> None:
    assert [done.ran.code for done in told.deployed] == [0, 0], told.deployed[-1].ran.said


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


def test_who_asks_is_named_as_in_aws_and_a_stranger_gets_no_further(told: Told) -> None:
    assert told.who.outputs == {"person": "ada"}
    assert told.stranger.ran.code == 5
    assert told.stranger.outputs == {}


def test_the_planning_job_shows_the_plan_and_hands_its_digest_on(told: Told) -> None:
    assert told.plan.ran.code == 0, told.plan.ran.said
    assert told.plan.outputs["commit"] == told.commits[0]
    assert len(told.plan.outputs["digest"]) == 64
    assert told.plan.outputs["digest"] in told.plan.summary
    assert "alias clinical-trial-reports-prod: version 2 -\\> 1" in told.plan.summary


def test_without_the_approved_digest_nothing_is_carried_out(told: Told) -> None:
    assert told.unsigned.ran.code == 3
    assert told.served[0] == told.served[1] == "2"


def test_another_person_than_the_requester_signs(told: Told) -> None:
    assert told.approved.code == 0, told.approved.said
    assert "user/approver" in told.approved.output


def test_another_person_than_the_requester_does_not_carry_it_out(told: Told) -> None:
    assert told.by_another.ran.code == 5
    assert f"{REQUEST_ROLE}/ada" in told.by_another.ran.errors


def test_the_applying_job_carries_out_what_was_approved(told: Told) -> None:
    assert told.applied.ran.code == 0, told.applied.ran.said
    assert told.served[-1] == "1"


def test_what_was_typed_into_the_form_is_never_run(told: Told, own_stage: Stage) -> None:
    assert told.plan.ran.code == 0
    assert not (own_stage.workshop.folder / "injected").exists()
    assert own_stage.workshop.is_clean()


def test_a_deployment_after_a_rollback_is_refused_until_the_hold_is_lifted(told: Told) -> None:
    assert told.held.ran.code != 0
    assert "python -m automation.hold prod --lift" in told.held.ran.said


def test_each_step_of_ours_is_executed_by_a_test() -> None:
    here = {
        *("Verdict", "Who asks", "Who carries out", "Plan", "Roll back", "Deploy"),
    }
    assert {step.name for step in run_steps()} == here | ELSEWHERE | {"Verify"}
