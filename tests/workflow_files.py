"""The workflows as GitHub reads them. I/O: reads the files of this repository."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from sandbox.home import REPOSITORY

FOLDER: Final = REPOSITORY / ".github" / "workflows"
_EXPRESSION: Final = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")


@dataclass(frozen=True)
class RunStep:
    """A step that runs a command of ours.

    Attributes:
        variables: of its job and its own, expressions not evaluated.
    """

    workflow: str
    job: str
    name: str
    command: str
    variables: Mapping[str, str]

    @property
    def title(self) -> str:
        """Unique among all steps."""
        return f"{self.workflow} {self.job}: {self.name}"

    def environment(self, values: Mapping[str, str]) -> dict[str, str]:
        """Its variables, with a value for each expression.

        Raises:
            KeyError: an expression has no value.
        """
        return {
            name: _EXPRESSION.sub(lambda found: values[found[1]], text)
            for name, text in self.variables.items()
        }


def files() -> list[Path]:
    """All workflow files."""
    return sorted(FOLDER.glob("*.yml"))


def workflow(name: str) -> dict[Any, Any]:
    """A workflow by its file's name. YAML takes the key `on` for a truth value."""
    document = yaml.safe_load((FOLDER / name).read_text("utf-8"))
    document["on"] = document.pop(True)
    return dict(document)


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """File, name and content of each job."""
    for file in files():
        for name, job in workflow(file.name)["jobs"].items():
            yield file.name, name, job


def run_steps() -> Iterator[RunStep]:
    """Each step that is a command."""
    for file, name, job in jobs():
        for step in job.get("steps", ()):
            if "run" in step:
                variables = {**job.get("env", {}), **step.get("env", {})}
                yield RunStep(file, name, step["name"], step["run"], variables)


def run_step(title: str) -> RunStep:
    """The step with a title."""
    (found,) = (step for step in run_steps() if step.title == title)
    return found
