"""Rules that the workflows keep, beside those of their linters."""

import re
from typing import Any, Final

import pytest

from sandbox.home import REPOSITORY
from tests.workflow_files import FOLDER, files, jobs, run_steps, workflow

# What each action may be, by the commit of its version.
ACTIONS: Final = {
    "actions/checkout": ("3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1"),
    "aws-actions/configure-aws-credentials": (
        "e6de054238d6b7531b4efff3b6587d9aade6a06c",
        "v6.2.3",
    ),
    "pulumi/actions": ("8e5e406f4007fca908480587cb9893c07090f58d", "v7.0.0"),
}
PERMISSIONS: Final = {
    "ci.yml test": {"contents": "read"},
    "preview.yml preview": {"contents": "read", "id-token": "write", "pull-requests": "write"},
    "preview.yml fork": {},
    "deploy.yml dev": {"contents": "read", "id-token": "write"},
    "deploy.yml staging": {"contents": "read", "id-token": "write"},
    "deploy.yml prod": {"contents": "read", "id-token": "write"},
    "deploy-environment.yml deploy": {"contents": "read", "id-token": "write"},
    "rollback.yml plan": {"contents": "read", "id-token": "write"},
    "rollback.yml apply": {"contents": "read", "id-token": "write"},
}


def steps_of(file: str, job: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = workflow(file)["jobs"][job]["steps"]
    return found


def step_that_uses(steps: list[dict[str, Any]], action: str) -> dict[str, Any]:
    (found,) = (step for step in steps if step.get("uses", "").startswith(action))
    return found


@pytest.mark.parametrize("file", files(), ids=lambda file: file.name)
def test_each_action_is_pinned_to_the_commit_of_a_version(file: Any) -> None:
    lines = re.findall(r"uses: (\S+)(?: # (\S+))?", file.read_text())
    for used, version in lines:
        if used.startswith("./"):
            assert (REPOSITORY / used).is_file()
            continue
        action, _, commit = used.partition("@")
        assert ACTIONS[action] == (commit, version)


def test_a_workflow_has_no_rights_and_each_job_exactly_what_it_needs() -> None:
    assert all(workflow(file.name)["permissions"] == {} for file in files())
    assert {f"{file} {name}": job["permissions"] for file, name, job in jobs()} == PERMISSIONS


def test_the_code_of_a_stranger_never_runs_with_rights() -> None:
    for file in files():
        assert "pull_request_target" not in workflow(file.name)["on"]
        assert "workflow_run" not in workflow(file.name)["on"]
    same = "github.event.pull_request.head.repo.full_name == github.repository"
    assert workflow("preview.yml")["jobs"]["preview"]["if"] == same
    assert workflow("preview.yml")["jobs"]["fork"]["if"] == same.replace("==", "!=")


def test_nothing_that_a_person_typed_gets_into_a_shells_text() -> None:
    assert [step.title for step in run_steps() if "${{" in step.command] == []


def test_each_job_ends_by_itself() -> None:
    unlimited = [(file, name) for file, name, job in jobs() if "timeout-minutes" not in job]
    assert unlimited == [("deploy.yml", name) for name in ("dev", "staging", "prod")]


def test_no_checkout_leaves_its_token_behind() -> None:
    for _, _, job in jobs():
        for step in job.get("steps", ()):
            if step.get("uses", "").startswith("actions/checkout"):
                assert step["with"]["persist-credentials"] is False


def test_the_engine_is_the_pinned_one() -> None:
    pinned = re.search(r"^pulumi==(\S+)$", (REPOSITORY / "requirements.in").read_text(), re.M)
    assert pinned is not None
    versions = re.findall(r"pulumi-version: (\S+)", "".join(it.read_text() for it in files()))
    assert set(versions) == {pinned[1]}


def test_a_merge_goes_through_the_environments_in_order() -> None:
    deploying = workflow("deploy.yml")
    assert deploying["on"] == {"push": {"branches": ["main"]}}
    order = {name: job.get("needs") for name, job in deploying["jobs"].items()}
    assert order == {"dev": None, "staging": "dev", "prod": "staging"}
    assert all(job["with"]["environment"] == name for name, job in deploying["jobs"].items())


def test_an_environment_is_verified_after_its_deployment() -> None:
    names = [step["name"] for step in steps_of("deploy-environment.yml", "deploy") if "run" in step]
    assert names[-2:] == ["Deploy", "Verify"]


@pytest.mark.parametrize("file", ["deploy-environment.yml", "rollback.yml"])
def test_what_changes_an_environment_is_never_cancelled(file: str) -> None:
    assert workflow(file)["concurrency"]["cancel-in-progress"] is False


def test_a_deployment_in_the_queue_does_not_push_a_rollback_out() -> None:
    deploying = workflow("deploy-environment.yml")["concurrency"]["group"]
    assert workflow("rollback.yml")["concurrency"]["group"] != deploying


def test_the_plan_is_asked_for_where_no_reviewer_waits_and_carried_out_where_they_do() -> None:
    plan, apply = (workflow("rollback.yml")["jobs"][name] for name in ("plan", "apply"))

    assert plan["environment"] == "${{ inputs.environment }}-plan"
    assert apply["environment"] == "${{ inputs.environment }}"
    assert apply["needs"] == "plan"


@pytest.mark.parametrize("job", ["plan", "apply"])
def test_a_rollbacks_session_is_named_by_the_person_who_started_it(job: str) -> None:
    steps = steps_of("rollback.yml", job)
    who = next(step for step in steps if step.get("id") == "who")
    role = step_that_uses(steps, "aws-actions/configure-aws-credentials")

    assert who["env"] == {"LOGIN": "${{ github.triggering_actor }}"}
    assert role["with"]["role-session-name"] == "${{ steps.who.outputs.person }}"
    assert steps.index(who) < steps.index(role)


def test_the_applying_job_gets_the_commit_and_digest_of_the_plan() -> None:
    variables = steps_of("rollback.yml", "apply")[-1]["env"]

    assert variables["REF"] == "${{ needs.plan.outputs.commit }}"
    assert variables["DIGEST"] == "${{ needs.plan.outputs.digest }}"


def test_only_what_moves_the_infrastructure_gets_the_rights_of_a_deployment() -> None:
    role = step_that_uses(
        steps_of("rollback.yml", "apply"), "aws-actions/configure-aws-credentials"
    )["with"]["role-to-assume"]

    assert role == (
        """${{ contains(fromJSON('["infrastructure", "all"]'), inputs.components) """
        "&& vars.AWS_DEPLOY_ROLE || vars.AWS_ROLLBACK_ROLE }}"
    )


def test_each_script_is_one_that_a_step_runs_and_can_be_run() -> None:
    scripts = sorted((FOLDER.parent / "scripts").iterdir())
    run = "\n".join(step.command for step in run_steps())
    for script in scripts:
        assert f".github/scripts/{script.name}" in run
        assert script.stat().st_mode & 0o100
        assert script.read_text().splitlines()[0] == "#!/usr/bin/env bash"
        assert "set -euo pipefail" in script.read_text()
