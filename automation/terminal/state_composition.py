"""How the commands about the state get their gateways. I/O: git, Pulumi.yaml and the engine.

The engine's SDK is imported only where a state is restored.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from automation.core.errors import EngineError
from automation.gateways.audit import AuditGateway
from automation.gateways.backend import backend_of
from automation.gateways.ledger import LedgerGateway
from automation.gateways.processes import ProcessesGateway
from automation.gateways.releases import ReleasesGateway
from automation.gateways.state_backups import StateBackups
from automation.runs.clock import SystemClock
from automation.runs.ports import Backend, Reporter, StateEngine
from automation.runs.restore_request import RestorePorts
from automation.terminal.composition import repository


def state_backend(environment: str) -> Backend:
    """Where the state of the project in this folder is kept.

    Raises:
        EngineError: there is no project here, or its backend is of a kind that can't be read.
    """
    file = Path.cwd() / "Pulumi.yaml"
    if not file.is_file():
        raise EngineError("There is no Pulumi.yaml in this folder.", "cd to the repository's root")
    project = str(yaml.safe_load(file.read_text())["name"])
    backend = backend_of(project, environment, Path.cwd())
    if backend is None:
        raise EngineError(
            "Where the state is kept is not known, or it is of a kind that can't be read here "
            "(files, S3 and Pulumi Cloud can).",
            "pulumi login",
        )
    return backend


def restore_ports(environment: str, run_id: str, reporter: Reporter) -> RestorePorts:
    """What a restore touches."""
    ledger = LedgerGateway(environment)

    @contextmanager
    def engine(commit: str) -> Iterator[StateEngine]:
        from automation.gateways.stack import StackGateway  # noqa: PLC0415 - see the module's text
        from automation.gateways.workspace import checkout  # noqa: PLC0415

        reporter.progress(f"checking out {commit[:12]} beside the repository")
        hold = ledger.read_hold()
        with checkout(repository(), commit, commit, environment, "today") as workspace:
            yield StackGateway(workspace, environment, hold.run_id if hold else run_id)

    return RestorePorts(
        environment=environment,
        backend=state_backend(environment),
        backups=StateBackups(environment),
        ledger=ledger,
        processes=ProcessesGateway(),
        engine=engine,
        audit=AuditGateway(environment),
        releases=ReleasesGateway(environment),
        clock=SystemClock(),
        reporter=reporter,
    )
