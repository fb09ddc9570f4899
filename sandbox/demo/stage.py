"""A sandbox of its own for a demo or a test, and commands run in it as one of its people.

I/O: a folder that goes when it ends, a server on free ports, commands.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sandbox import process
from sandbox.demo.command import OnLine, Ran, run
from sandbox.demo.workshop import Workshop
from sandbox.environment import process_environment
from sandbox.home import REPOSITORY, Home
from sandbox.identities import IDENTITIES, Identity
from sandbox.ports import from_bases
from sandbox.state import Running

# As wide as the demo's own lines, less their indentation.
COLUMNS: Final = "98"
# How long a minute of alarms and health checks lasts: nobody wants to watch one pass.
MINUTE_SECONDS: Final = 10.0


@dataclass(frozen=True)
class Stage:
    """A running sandbox and a repository to deploy to it from.

    Attributes:
        people: environment variables of each person's shell, read once: what a command gets must
            not depend on what happens to the machine meanwhile.
    """

    server: Running
    home: Home
    workshop: Workshop
    people: Mapping[Identity, Mapping[str, str]]

    def run(
        self,
        *command: str,
        as_: Identity = "requester",
        variables: Mapping[str, str | None] | None = None,
        on_line: OnLine | None = None,
    ) -> Ran:
        """Run a command in the repository and wait for it.

        Args:
            *command: `python` and `pulumi` are found as in a sandbox shell.
            as_: whose access key it gets.
            variables: set on top of the sandbox's; None takes one away.
            on_line: is told each line as it comes.
        """
        changed = {**self.people[as_], **(variables or {})}
        environment = {name: value for name, value in changed.items() if value is not None}
        return run(command, self.workshop.folder, environment, on_line)


@contextmanager
def stage(
    *, colors: bool = False, minute: float = MINUTE_SECONDS, is_automatic: bool = False
) -> Iterator[Stage]:
    """A sandbox on free ports with a repository made from this one; both go at the end.

    Args:
        colors: whether commands are to print in colours.
        minute: seconds that a minute of alarms and health checks lasts.
        is_automatic: whether alarms may take prod back; else the story is left to people.
    """
    with tempfile.TemporaryDirectory(prefix="clinical-trial-stage-") as name:
        folder = Path(name)
        home = Home(folder / "home")
        workshop = Workshop.from_repository(REPOSITORY, folder / "repository")
        if not is_automatic:
            workshop.set_up("prod", automaticRollback="never")
        try:
            server = process.start(home, from_bases(0, 0), minute)
            looks = {"FORCE_COLOR": "1"} if colors else {"NO_COLOR": "1"}
            shell = {"COLUMNS": COLUMNS, "PYTHONUNBUFFERED": "1"} | looks
            people = {who: process_environment(who, home) | shell for who in IDENTITIES}
            yield Stage(server, home, workshop, people)
        finally:
            process.stop(home)
