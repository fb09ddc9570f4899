"""A runner of GitHub's, as far as steps of ours see it. I/O: commands in a stage, files."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sandbox.demo.command import Ran
from sandbox.demo.stage import Stage
from tests.workflow_files import run_step

# What GitHub runs a step with. Source: "Workflow syntax", `jobs.<job_id>.steps[*].shell`.
SHELL: Final = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c")


@dataclass(frozen=True)
class Done:
    """A step that has ended: what it printed, and what it handed on."""

    ran: Ran
    outputs: Mapping[str, str]
    summary: str


class Runner:
    """Executes steps of the workflows, each with files of its own to hand things on by."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self._stage = stage
        self._folder = folder
        self._steps = 0

    def run(self, title: str, values: Mapping[str, str]) -> Done:
        """Execute a step.

        Args:
            title: `rollback.yml plan: Plan`.
            values: expression -> value.
        """
        self._steps += 1
        files = self._folder / f"step-{self._steps}"
        files.mkdir()
        output, summary = files / "output", files / "summary.md"
        output.touch()
        summary.touch()
        step = run_step(title)
        known = {
            "vars.PULUMI_BACKEND_URL": self._stage.people["requester"]["PULUMI_BACKEND_URL"],
            "runner.temp": str(files),
            **values,
        }
        ran = self._stage.run(
            *(*SHELL, step.command),
            variables={
                **step.environment(known),
                "GITHUB_OUTPUT": str(output),
                "GITHUB_STEP_SUMMARY": str(summary),
            },
        )
        lines = (line.partition("=") for line in output.read_text().splitlines())
        return Done(ran, {name: value for name, _, value in lines}, summary.read_text())
