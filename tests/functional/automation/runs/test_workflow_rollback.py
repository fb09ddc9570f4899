"""The rollback workflow's own steps in prod, each in a session of its role, as far as traffic goes.

One job asks, another person signs, another job carries out.
"""

import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import boto3
import pytest

from sandbox.environment import process_environment
from sandbox.home import REPOSITORY, Home
from sandbox.identities import ACCOUNT, REGION
from sandbox.state import Running
from tests.functional.automation.gateways.git_repository import GitRepository
from tests.functional.automation.miniature.platform import Platform
from tests.functional.automation.miniature.scenes import Commits, Scene, broken
from tests.functional.sandbox.clients import Clients
from tests.workflow_files import run_step

pytestmark = pytest.mark.functional

SETTINGS: Final = "config:\n  clinical-trial:githubPeople: {ada-l: ada}\n"
REQUEST: Final = "clinical-trial-request-prod"
ROLLBACK: Final = "clinical-trial-rollback-prod"
INJECTION: Final = "Blank page $(touch injected) `touch injected`; touch injected"


@dataclass(frozen=True)
class Done:
    """A step that has ended."""

    code: int
    said: str
    outputs: Mapping[str, str]
    summary: str


class Runner:
    """Executes steps in a clone, with files to hand things on by."""

    def __init__(self, folder: Path, home: Home, endpoint: str, scratch: Path) -> None:
        self.folder = folder
        self._scratch = scratch
        self._endpoint = endpoint
        self._variables = process_environment("requester", home) | {
            "PYTHONPATH": str(REPOSITORY),
            "NO_COLOR": "1",
        }

    def run(self, title: str, values: Mapping[str, str], session: Mapping[str, str]) -> Done:
        """Execute a step by the shell and options that GitHub takes."""
        step = run_step(title)
        output, summary = self._scratch / "output", self._scratch / "summary.md"
        output.write_text("")
        summary.write_text("")
        files = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
        ended = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step.command],
            cwd=self.folder,
            env=self._variables | step.environment(values) | files | dict(session),
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        lines = (line.partition("=") for line in output.read_text().splitlines())
        return Done(
            ended.returncode,
            ended.stderr + ended.stdout,
            {name: value for name, _, value in lines},
            summary.read_text(),
        )

    def session(self, role: str, person: str) -> dict[str, str]:
        """What the step before leaves: a session named by the person."""
        sts = boto3.client(
            "sts",
            endpoint_url=self._endpoint,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        arn = f"arn:aws:iam::{ACCOUNT}:role/{role}"
        keys = sts.assume_role(RoleArn=arn, RoleSessionName=person)["Credentials"]
        return {
            "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
            "AWS_SESSION_TOKEN": keys["SessionToken"],
        }


@pytest.fixture
def prod(quick_server: Running, quick_clients: Clients, tmp_path: Path) -> Iterator[Scene]:
    """A broken prod whose releases are commits of the repository in `tmp_path`."""
    made = GitRepository(tmp_path / "repository")
    commits = Commits(
        older=made.first,
        good=made.commit("Good", {"release": "good", "Pulumi.prod.yaml": SETTINGS}),
        bad=made.commit("Bad", {"release": "bad"}),
    )
    (made.folder / ".github").symlink_to(REPOSITORY / ".github")
    scene = broken(Platform(quick_server, quick_clients, "prod"), commits)
    yield scene
    scene.platform.remove()


@pytest.fixture
def runner(prod: Scene, quick_server: Running, quick_home: Home, tmp_path: Path) -> Runner:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return Runner(tmp_path / "repository", quick_home, quick_server.endpoint, scratch)


def test_one_job_asks_another_person_signs_and_the_other_job_carries_out_exactly_that(
    prod: Scene, runner: Runner, quick_home: Home
) -> None:
    form = {
        "vars.PULUMI_BACKEND_URL": "",
        "inputs.environment": "prod",
        "inputs.ref": prod.good.commit[:12],
        "inputs.components": "traffic",
        "inputs.scenario": "partial-loss",
        "inputs.reason": INJECTION,
        "inputs.incident": "",
    }
    who = runner.run(
        "rollback.yml plan: Who asks", form | {"github.triggering_actor": "Ada-L"}, session={}
    )
    stranger = runner.run(
        "rollback.yml apply: Who carries out", form | {"github.triggering_actor": "eve"}, session={}
    )
    assert who.outputs == {"person": "ada"}, who.said
    assert (stranger.code, stranger.outputs) == (5, {})

    plan = runner.run("rollback.yml plan: Plan", form, runner.session(REQUEST, "ada"))
    assert plan.code == 0, plan.said
    assert plan.outputs["commit"] == prod.good.commit
    assert plan.outputs["digest"] in plan.summary
    assert prod.platform.state() == prod.before

    def apply(person: str, digest: str = plan.outputs["digest"]) -> Done:
        handed = {f"needs.plan.outputs.{name}": value for name, value in plan.outputs.items()}
        values = form | handed | {"needs.plan.outputs.digest": digest}
        title = "rollback.yml apply: Roll back"
        return runner.run(title, values, runner.session(ROLLBACK, person))

    assert apply("ada", digest="0" * 64).code == 3
    by_herself = approve(runner, quick_home, plan, runner.session(ROLLBACK, "ada"))
    assert by_herself.returncode == 5
    assert "who asks can't approve it" in by_herself.stderr
    signed = approve(runner, quick_home, plan)
    assert signed.returncode == 0, signed.stderr
    by_another = apply("eve")
    assert by_another.code == 5
    assert f"{REQUEST}/ada" in by_another.said
    assert prod.platform.state() == prod.before

    applied = apply("ada")
    assert applied.code == 0, applied.said
    assert prod.platform.state() == prod.target
    assert apply("ada").code == 7
    assert not (runner.folder / "injected").exists()


def approve(
    runner: Runner, home: Home, plan: Done, session: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Type the line of the summary, as the approver, or in somebody's session."""
    line = next(line for line in plan.summary.splitlines() if "automation.approve" in line)
    return subprocess.run(
        ["bash", "-c", f"{line.replace('…', 'Seen it')} --yes"],
        cwd=runner.folder,
        env=process_environment("approver", home)
        | {"PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"}
        | dict(session or {}),
        capture_output=True,
        text=True,
        check=False,
    )
