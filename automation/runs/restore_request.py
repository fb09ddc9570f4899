"""What a restore of the state touches, who asks for it, and what it would do. No I/O of its own."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from automation.core.approval import Evidence
from automation.core.state_diff import StateDiff
from automation.runs.clock import Clock
from automation.runs.ports import (
    Audit,
    Backend,
    Ledger,
    Processes,
    Releases,
    Reporter,
    StateBackups,
    StateEngine,
)


@dataclass(frozen=True)
class RestorePorts:
    """What a restore touches.

    Attributes:
        engine: opens the engine with the program of a commit.
    """

    environment: str
    backend: Backend
    backups: StateBackups
    ledger: Ledger
    processes: Processes
    engine: Callable[[str], AbstractContextManager[StateEngine]]
    audit: Audit
    releases: Releases
    clock: Clock
    reporter: Reporter


@dataclass(frozen=True)
class RestoreRequest:
    """Who restores what, and why.

    Attributes:
        source: where the state comes from, in words.
        wanted: the state, in the form of `pulumi stack export`, secrets encrypted.
        commit: whose program has to change nothing afterwards.
    """

    run_id: str
    actor: str
    reason: str
    source: str
    wanted: Mapping[str, Any]
    commit: str
    drop_pending: bool


@dataclass(frozen=True)
class PreparedRestore:
    """What a restore would do, and the evidence of it."""

    diff: StateDiff
    summary: tuple[str, ...]
    evidence: Evidence
