"""A stack in Pulumi Cloud, asked by the `pulumi` command line. I/O: subprocesses.

The service has no lock files: it says whether an update runs, not whose it is.
"""

import json
import subprocess
from pathlib import Path
from typing import Any, Final

from automation.core.errors import EngineError, RefusedError
from automation.core.stack_lock import StackLock
from automation.core.stack_update import Update
from automation.gateways.backend_documents import update_from

_SECONDS: Final = 120


class CloudBackend:
    """One stack of Pulumi Cloud."""

    def __init__(self, folder: Path, stack: str) -> None:
        """Args:
        folder: where Pulumi.yaml lies.
        stack: the stack's name.
        """
        self._folder = folder
        self._stack = stack

    def locks(self) -> tuple[StackLock, ...]:
        """The update that runs, if one does.

        Raises:
            EngineError: the service can't be asked.
        """
        listed = json.loads(self._pulumi("stack", "ls", "--json"))
        names = {self._stack, self._stack.rsplit("/", 1)[-1]}
        return tuple(
            StackLock(place=f"update in progress of {stack['name']}")
            for stack in listed
            if stack.get("updateInProgress") and stack["name"].rsplit("/", 1)[-1] in names
        )

    def remove_lock(self, lock: StackLock) -> None:
        """Refused: nobody can tell from here whose update it is.

        Raises:
            RefusedError: always.
        """
        raise RefusedError(
            f"Pulumi Cloud does not tell whose update of {self._stack} runs; it was left alone.",
            f"look at its page; only when it is proven dead: pulumi cancel --stack {self._stack}",
        )

    def updates(self) -> tuple[Update, ...]:
        """The history, newest first.

        Raises:
            EngineError: the service can't be asked.
        """
        listed = json.loads(self._pulumi("stack", "history", "--json", "--stack", self._stack))
        found = (update_from(int(told["version"]), str(told["version"]), told) for told in listed)
        return tuple(sorted(found, key=lambda update: -update.number))

    def export(self, update: Update) -> dict[str, Any]:
        """The state that an update left, secrets encrypted.

        Raises:
            EngineError: the service can't be asked, or keeps no such version.
        """
        version = str(update.number)
        said = self._pulumi("stack", "export", "--version", version, "--stack", self._stack)
        return dict(json.loads(said))

    def state(self) -> dict[str, Any]:
        """The state as it is now, secrets encrypted.

        Raises:
            EngineError: the service can't be asked.
        """
        return dict(json.loads(self.raw_state()))

    def raw_state(self) -> bytes:
        """The same as the service tells it.

        Raises:
            EngineError: the service can't be asked.
        """
        return self._pulumi("stack", "export", "--stack", self._stack).encode()

    def _pulumi(self, *arguments: str) -> str:
        command = ["pulumi", *arguments, "--non-interactive"]
        try:
            done = subprocess.run(
                command,
                cwd=self._folder,
                capture_output=True,
                text=True,
                check=True,
                stdin=subprocess.DEVNULL,
                timeout=_SECONDS,
            )
        except FileNotFoundError as error:
            raise EngineError(
                "The Pulumi engine is not on PATH.", "python -m sandbox doctor"
            ) from error
        except subprocess.TimeoutExpired as error:
            raise EngineError("Pulumi Cloud does not answer.", "pulumi whoami") from error
        except subprocess.CalledProcessError as error:
            raise EngineError(
                f"Pulumi Cloud could not be asked: {error.stderr.strip()[-300:]}", "pulumi whoami"
            ) from error
        return done.stdout
