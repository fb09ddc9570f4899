"""The Pulumi stack, through the Automation API. I/O: the engine, which calls AWS.

Facts about the engine that this relies on are in docs/architecture.md, "What the engine does".
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any, Final

from pulumi import automation

from automation.core.engine_plan import plan_digest
from automation.core.engine_progress import OnEngineProgress
from automation.core.errors import EngineError
from automation.core.plan import EnginePreview, ResourceChange
from automation.gateways.engine_errors import translated
from automation.gateways.engine_events import EventWatcher
from automation.gateways.workspace import Workspace

RUN_VARIABLE: Final = "CLINICAL_TRIAL_RUN_ID"
PINS_VARIABLE: Final = "CLINICAL_TRIAL_PINS"
# An import calls no provider: it reads the state from a pipe and writes it to the backend.
_IMPORT_SECONDS: Final = 300


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
        with translated(environment):
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
        with translated(self._environment):
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
            with translated(self._environment):
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
        with translated(self._environment):
            self._stack.up(
                expect_no_changes=True,
                message=message,
                on_event=watcher,
                config_file=str(self._workspace.settings_file),
                color="never",
                show_secrets=False,
            )

    def import_state(self, state: Mapping[str, Any]) -> None:
        """Put a state in place of the present one; nothing in AWS changes.

        It goes through a pipe and never lies in a file: the SDK's `import_stack()` leaves one
        behind when it fails.

        Args:
            state: in the form of `pulumi stack export`, secrets encrypted.

        Raises:
            EngineError: the engine refused, and the present state stays; or it did not end.
        """
        try:
            done = subprocess.run(
                ["pulumi", "stack", "import", "--stack", self._environment, "--non-interactive"],
                cwd=self._workspace.folder,
                env={**os.environ, **self._variables},
                input=json.dumps(state),
                capture_output=True,
                text=True,
                check=False,
                timeout=_IMPORT_SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise EngineError(
                f"The engine did not take the state within {_IMPORT_SECONDS} s, and was ended."
            ) from None
        if done.returncode != 0:
            raise EngineError(f"The engine did not take the state: {done.stderr.strip()[-400:]}")

    def refresh(self, message: str, on_progress: OnEngineProgress) -> None:
        """Write into the state what AWS has; the program takes no part.

        Raises:
            BusyError: another update runs.
            EngineError: the provider failed.
        """
        with translated(self._environment):
            self._stack.refresh(
                message=message,
                on_event=EventWatcher(on_progress),
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
        with translated(self._environment):
            done = automation.PulumiCommand().run(
                list(arguments), str(self._workspace.folder), self._variables
            )
        return str(done.stdout)


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
