"""The Pulumi stack, through the Automation API. I/O: the engine, which calls AWS.

Facts about the engine that this relies on are in docs/architecture.md, "What the engine does".
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from typing import Any, Final

from pulumi import automation
from pulumi.automation.errors import (
    CommandError,
    ConcurrentUpdateError,
    StackNotFoundError,
)

from automation.core.engine_plan import plan_digest
from automation.core.engine_progress import OnEngineProgress
from automation.core.errors import BusyError, EngineError, OperatorError, RefusedError
from automation.core.plan import EnginePreview, ResourceChange
from automation.gateways.engine_events import EventWatcher
from automation.gateways.workspace import Workspace

RUN_VARIABLE: Final = "CLINICAL_TRIAL_RUN_ID"
PINS_VARIABLE: Final = "CLINICAL_TRIAL_PINS"
# What the engine says when it fails, and whose lock it found.
_TELLS: Final = re.compile(r"error:|created by .+ \(pid \d+\) at ")
_PROTECTED: Final = re.compile(
    r'(?:unable to replace resource|as part of replacing|resource) "(urn:pulumi:[^"]+)"\s'
    r"(?:as (?:it is currently marked for protection|part of)|cannot be deleted)"
)
_CHANGES_WHERE_NONE_EXPECTED: Final = "no changes were expected"


def _sorted(changes: list[ResourceChange]) -> tuple[ResourceChange, ...]:
    """In an order that does not depend on which resource was quicker."""
    return tuple(sorted(changes, key=lambda change: (change.urn, change.operation)))


class StackGateway:
    """One stack, run with the program of one commit."""

    def __init__(self, workspace: Workspace, environment: str, run_id: str) -> None:
        """Select the stack.

        Args:
            workspace: where the program lies.
            environment: the stack's name.
            run_id: the run, whose hold lets the program through.

        Raises:
            EngineError: there is no engine, or no such stack.
        """
        if shutil.which("pulumi") is None:
            raise EngineError(
                "The Pulumi engine is not on PATH. Nothing was changed.",
                "python -m sandbox doctor, or repeat with --traffic-only",
            )
        self._workspace = workspace
        path = os.pathsep.join([str(workspace.python_bin), os.environ.get("PATH", "")])
        self._variables = {RUN_VARIABLE: run_id, "PATH": path}
        self._environment = environment
        with _translated(environment):
            self._stack = automation.select_stack(
                stack_name=environment,
                work_dir=str(workspace.folder),
                opts=automation.LocalWorkspaceOptions(env_vars=self._variables),
            )

    def preview(self, pins: Mapping[str, str], on_progress: OnEngineProgress) -> EnginePreview:
        """Compare the program with the refreshed state, and save the engine's plan.

        Args:
            pins: versions that the run will pin the aliases to, which the ledger does not know yet.
            on_progress: is told what the engine is at, from another thread.

        Raises:
            BusyError: another update runs.
            EngineError: the program or the provider failed.
        """
        told = {PINS_VARIABLE: json.dumps(dict(pins), sort_keys=True)}
        self._stack.workspace.env_vars = self._variables | told
        watcher = EventWatcher(on_progress)
        plan_file = self._workspace.plan_file
        with _translated(self._environment):
            self._stack.preview(
                refresh=True,
                plan=str(plan_file),
                on_event=watcher,
                config_file=str(self._workspace.settings_file),
                color="never",
            )
        saved = json.loads(plan_file.read_text())
        return EnginePreview(_sorted(watcher.changes), plan_digest(saved), _sorted(watcher.drift))

    def apply(self, message: str, on_progress: OnEngineProgress) -> None:
        """Bring the infrastructure to the saved plan, nothing beyond it.

        Raises:
            BusyError: another update runs.
            EngineError: the engine refused or failed; it says at what.
        """
        watcher = EventWatcher(on_progress)
        try:
            with _translated(self._environment):
                self._stack.up(
                    refresh=True,
                    plan=str(self._workspace.plan_file),
                    message=message,
                    on_event=watcher,
                    config_file=str(self._workspace.settings_file),
                    color="never",
                    show_secrets=False,
                )
        except EngineError:
            # The SDK asks the engine three more things after an update; the update itself is done.
            if not watcher.finished or watcher.failed:
                raise

    def prove_no_changes(self, message: str, on_progress: OnEngineProgress) -> None:
        """Run the program once more and insist that nothing changes.

        It also writes the stack's outputs, which an update by a saved plan leaves as they were.

        Raises:
            EngineError: something would still change.
        """
        watcher = EventWatcher(on_progress)
        with _translated(self._environment):
            self._stack.up(
                expect_no_changes=True,
                message=message,
                on_event=watcher,
                config_file=str(self._workspace.settings_file),
                color="never",
                show_secrets=False,
            )

    @property
    def settings_digest(self) -> str:
        """Digest of the settings that the program is run with."""
        return self._workspace.settings_digest

    def state_digest(self) -> str:
        """Digest of the stack's state, secrets encrypted, without the time it was written."""
        deployment = dict(self._export())
        deployment.pop("manifest", None)
        return _digest(deployment)

    def has_provider(self, name: str, version: str) -> bool:
        """Whether a provider of that version is installed, or can be installed now."""
        if (name, version) in self._providers():
            return True
        try:
            self._pulumi("plugin", "install", "resource", name, version)
        except EngineError:
            return False
        return (name, version) in self._providers()

    def _providers(self) -> set[tuple[str, str]]:
        listed = json.loads(self._pulumi("plugin", "ls", "--json"))
        return {(plugin["name"], plugin["version"]) for plugin in listed}

    def _export(self) -> dict[str, Any]:
        # The SDK's export_stack() would decrypt the secrets.
        document = json.loads(self._pulumi("stack", "export", "--stack", self._environment))
        return dict(document["deployment"])

    def _pulumi(self, *arguments: str) -> str:
        with _translated(self._environment):
            done = automation.PulumiCommand().run(
                list(arguments), str(self._workspace.folder), self._variables
            )
        return str(done.stdout)


class _translated:  # noqa: N801 - reads as a word of the with statement
    """Engine failures as an operator meets them."""

    def __init__(self, environment: str) -> None:
        self.environment = environment

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, CommandError):
            raise _as_operator_error(error, self.environment) from error


def _as_operator_error(error: CommandError, environment: str) -> OperatorError:
    said = _error_lines(str(error))
    if isinstance(error, StackNotFoundError):
        return EngineError(
            f"There is no stack {environment} in this backend. Nothing was changed.",
            "pulumi stack ls",
        )
    if isinstance(error, ConcurrentUpdateError):
        return BusyError(
            f"The stack {environment} is locked by another update: {said}",
            "wait for it; cancel it only when its owner is proven dead: pulumi cancel",
        )
    protected = sorted(set(_PROTECTED.findall(str(error))))
    if protected:
        lines = "\n".join(f"  - {urn}" for urn in protected)
        return RefusedError(
            "The commit's program would remove what is protected, so the engine refuses. "
            f"Nothing was changed.\n{lines}\n"
            "It goes only after a deployment that no longer protects it, approved as one.",
            "repeat with --traffic-only: it takes users back and leaves the infrastructure",
        )
    if _CHANGES_WHERE_NONE_EXPECTED in str(error):
        return EngineError(
            f"The infrastructure of {environment} still differs from the target.",
            f"python -m automation.rollback reconcile {environment}",
        )
    return EngineError(f"The engine failed: {said}", "pulumi logs: pulumi stack history")


def _error_lines(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if _TELLS.search(line)]
    return " ".join(dict.fromkeys(lines))[:1000] or output.strip()[-300:]


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
