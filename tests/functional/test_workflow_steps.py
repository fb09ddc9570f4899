"""Steps of the workflows that need no engine, executed as a runner would."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from sandbox.home import REPOSITORY
from tests.workflow_files import RunStep, run_step, run_steps

pytestmark = pytest.mark.functional

# GitHub's command line, as far as the comment needs it: what exists, and what is asked of it.
GH: Final = """\
#!/usr/bin/env python3
import json, os, sys
with open(os.environ["GH_CALLS"], "a") as calls:
    calls.write(json.dumps(sys.argv[1:]) + "\\n")
if "--jq" in sys.argv:
    sys.stdout.write(os.environ["GH_FOUND"])
"""
COMMENTS: Final = "repos/org/repo/issues/7/comments"


def run(step: RunStep, folder: Path, values: Mapping[str, str], **variables: str) -> str:
    """Run a step by the shell and options that GitHub takes; gives what it wrote to its summary.

    Source: GitHub Actions, "Workflow syntax", `jobs.<job_id>.steps[*].shell`.
    """
    summary = folder / "summary.md"
    summary.touch()
    subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step.command],
        cwd=folder,
        env={
            **os.environ,
            **step.environment(values),
            "GITHUB_STEP_SUMMARY": str(summary),
            **variables,
        },
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return summary.read_text()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with what the steps run, and an environment that make takes for ready."""
    for name in ("Makefile", "requirements.in", "requirements-dev.txt", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    shutil.copytree(REPOSITORY / ".github", tmp_path / ".github")
    (tmp_path / ".venv").mkdir()
    for ready in (".made", ".pins-installed", ".project-installed"):
        (tmp_path / ".venv" / ready).touch()
    return tmp_path


@pytest.fixture
def gh(tmp_path: Path) -> Path:
    """A `gh` that writes its calls down."""
    program = tmp_path / "bin" / "gh"
    program.parent.mkdir()
    program.write_text(GH)
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    "step", [step for step in run_steps() if step.name == "Tools"], ids=lambda step: step.title
)
def test_the_tools_come_first_on_the_path_of_later_steps(step: RunStep, clone: Path) -> None:
    values = dict.fromkeys(("vars.PULUMI_BACKEND_URL", "inputs.environment"), "")
    run(step, clone, values, GITHUB_PATH=str(clone / "path"))

    assert (clone / "path").read_text() == f"{clone}/.venv/bin\n"


def test_a_fork_is_told_why_it_has_no_preview(clone: Path) -> None:
    said = run(run_step("preview.yml fork: Say so"), clone, {})

    assert said.startswith("A fork gets no credentials")


def commented(clone: Path, gh: Path, found: str) -> list[list[str]]:
    verdict, calls = clone / "verdict.md", clone / "calls"
    verdict.write_text("<!-- way back in prod -->\n### Verdict\n")
    run(
        run_step("preview.yml preview: Comment"),
        clone,
        {
            "vars.PULUMI_BACKEND_URL": "",
            "github.token": "token",
            "github.event.pull_request.number": "7",
            "runner.temp": str(clone),
        },
        PATH=f"{gh.parent}:{os.environ['PATH']}",
        GITHUB_REPOSITORY="org/repo",
        GH_CALLS=str(calls),
        GH_FOUND=found,
    )
    return [json.loads(line) for line in calls.read_text().splitlines()]


def test_the_first_verdict_is_a_new_comment(clone: Path, gh: Path) -> None:
    asked, written = commented(clone, gh, found="")

    assert asked[:3] == ["api", "--paginate", COMMENTS]
    assert written[-1] == COMMENTS
    assert "POST" in written
    assert f"body=@{clone}/verdict.md" in written


def test_a_later_verdict_takes_the_place_of_the_earlier_one(clone: Path, gh: Path) -> None:
    _, written = commented(clone, gh, found="41\n42\n")

    assert written[-1] == "repos/org/repo/issues/comments/41"
    assert "PATCH" in written
