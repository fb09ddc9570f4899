"""Keeping a state before it is replaced, and leading back to it. I/O: the ports.

A state that is too corrupt to be read is kept byte for byte.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from automation.core.errors import EngineError, OperatorError
from automation.core.state_restore import faults_against_restoring
from automation.runs.ports import Backend, StateBackups


@dataclass(frozen=True)
class Backup:
    """A state that was kept.

    Attributes:
        key: its name in the archive.
        is_sound: whether it could be restored; mostly not, since it was replaced for being corrupt.
    """

    key: str
    sha256: str
    is_sound: bool


def read_present(backend: Backend) -> dict[str, Any]:
    """The present state; an empty one where it can't be read, which is what a restore is for.

    Raises:
        EngineError: there is no such stack.
    """
    try:
        return backend.state()
    except LookupError as error:
        raise _no_stack() from error
    except ValueError:
        return {}


def back_up(backend: Backend, backups: StateBackups, run_id: str) -> Backup:
    """Keep the state as the backend has it, byte for byte where it can't be read.

    Raises:
        EngineError: there is no such stack.
    """
    content = present_content(backend)
    digest = hashlib.sha256(content).hexdigest()
    key = backups.write(f"{run_id}-{digest[:12]}.json", content)
    return Backup(key, digest, _is_sound(content))


@contextmanager
def leading_back(environment: str, backup: Backup) -> Iterator[None]:
    """Whatever fails from here on names the command that puts the backup back.

    What was corrupt when it was kept would be refused: then the updates to choose from are named.
    """
    way, meaning = f"python -m automation.state {environment} list", "to choose another state"
    if backup.is_sound:
        way = f"python -m automation.state {environment} restore --from-backup {backup.key}"
        meaning = "puts the state before back"
    try:
        yield
    except OperatorError as error:
        error.next_command = f"{way}   ({meaning})"
        raise
    except Exception as error:
        raise EngineError(f"The restore stopped: {type(error).__name__}: {error}", way) from error


def present_content(backend: Backend) -> bytes:
    """What `pulumi stack import` takes, else the backend's own bytes.

    Raises:
        EngineError: there is no such stack.
    """
    try:
        return json.dumps(backend.state(), indent=1).encode()
    except LookupError as error:
        raise _no_stack() from error
    except ValueError:
        return backend.raw_state()


def _is_sound(content: bytes) -> bool:
    """A `restore` reads it as `pulumi stack export` writes it; the backend's own bytes are not."""
    try:
        kept = json.loads(content)
    except ValueError:
        return False
    return isinstance(kept, dict) and not faults_against_restoring(kept)


def _no_stack() -> EngineError:
    return EngineError(
        "There is no state of that stack in this backend. Nothing was changed.",
        "pulumi stack ls   (`pulumi stack init` makes one, into which a state can be restored)",
    )
