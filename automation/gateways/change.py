"""A change that lies in the work tree: what its program would do, and what its commit says.

I/O: git, and the engine, which reads AWS. Nothing is changed.
"""

import sys
import tempfile
from pathlib import Path
from typing import Final

import yaml

from automation.core.engine_progress import OnEngineProgress
from automation.core.errors import RefusedError
from automation.core.plan import ResourceChange
from automation.core.rollbackability import (
    MIGRATIONS,
    Change,
    Standpoint,
    retention_of,
    schema_of,
)
from automation.gateways.repository import Repository
from automation.gateways.stack import StackGateway
from automation.gateways.workspace import Workspace

# No run has this name, so no hold lets it through: a preview is warned of one like any other.
_RUN: Final = "preview-of-a-change"


def read_change(
    repository: Repository, environment: str, base: str, on_progress: OnEngineProgress
) -> Change:
    """Preview the work tree's program, and read what its commit and the base say.

    Args:
        repository: its work tree is the change.
        environment: the stack.
        base: full SHA of what a rollback would go back to.
        on_progress: is told what the engine is at, from another thread.

    Raises:
        UnknownRefError: the base is not in this repository.
        EngineError: the program or the provider failed.
    """
    before = standpoint(repository, base, environment)
    after = standpoint(repository, repository.head(), environment)
    try:
        resources = _preview(repository.path, environment, on_progress)
    except RefusedError as error:
        return Change(environment, before, after, resources=(), refused=error.urns)
    return Change(environment, before, after, resources)


def standpoint(repository: Repository, commit: str, environment: str) -> Standpoint:
    """What a commit says about the database and about how long things are kept.

    Raises:
        UnknownRefError: the commit is not in this repository.
    """
    stack, project = (
        yaml.safe_load(repository.show(commit, name)) or {}
        for name in (f"Pulumi.{environment}.yaml", "Pulumi.yaml")
    )
    return Standpoint(
        commit=commit,
        schema=schema_of(repository.files(commit, MIGRATIONS)),
        retention=retention_of(stack, project),
    )


def _preview(
    folder: Path, environment: str, on_progress: OnEngineProgress
) -> tuple[ResourceChange, ...]:
    with tempfile.TemporaryDirectory(prefix="clinical-trial-preview-") as scratch:
        workspace = Workspace(
            folder=folder,
            python_bin=Path(sys.executable).parent,
            plan_file=Path(scratch) / "update-plan.json",
            settings_file=folder / f"Pulumi.{environment}.yaml",
            settings_digest="",
        )
        return StackGateway(workspace, environment, _RUN).preview({}, on_progress).changes
