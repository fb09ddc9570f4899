"""A stage whose commands are shown as they run. I/O: commands, one console."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from sandbox.demo.command import Ran
from sandbox.demo.errors import DemoError
from sandbox.demo.screen import Excerpt, Keep, Screen, everything, matching
from sandbox.demo.stage import Stage
from sandbox.identities import Identity

UP: Final = ("pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--stack")
_END_OF_UP: Final = matching(r"^(Resources:|Duration:|    [~+-]+ ?\d+ |    \d+ unchanged)|error:")


class ShownStage:
    """Runs commands for an audience."""

    def __init__(self, stage: Stage, screen: Screen) -> None:
        self._stage = stage
        self._screen = screen

    def run(
        self,
        *command: str,
        as_: Identity = "requester",
        keep: Keep = everything,
        variables: Mapping[str, str | None] | None = None,
    ) -> Ran:
        """Run a command; its lines appear as they come."""
        self._screen.typed(command, as_)
        shown = Excerpt(self._screen, keep)
        ran = self._stage.run(*command, as_=as_, variables=variables, on_line=shown)
        shown.close()
        self._screen.ended(ran)
        return ran

    def set_up(self, *environments: str) -> None:
        """Make the stacks, unseen.

        Raises:
            DemoError: one could not be made.
        """
        for environment in environments:
            insist(self._stage.run("pulumi", "stack", "init", environment))

    def deploy(self, *environments: str) -> None:
        """Deploy to all of them at once; their output is shown one after the other.

        Raises:
            DemoError: one failed.
        """
        commands = [(*UP, environment) for environment in environments]
        for command in commands:
            self._screen.typed(command, "requester")
        with self._screen.console.status("deploying …"), ThreadPoolExecutor() as pool:
            ended = list(pool.map(lambda command: self._stage.run(*command), commands))
        for ran in ended:
            self._show_end(ran)
            insist(ran)

    def _show_end(self, ran: Ran) -> None:
        shown = Excerpt(self._screen, _END_OF_UP)
        for line in ran.said.splitlines():
            shown(line)
        shown.close()
        self._screen.ended(ran)


def insist(ran: Ran) -> None:
    """Go on only after success.

    Raises:
        DemoError: the command failed; it shows the end of what it said.
    """
    if ran.code != 0:
        said = "\n".join(ran.said.strip().splitlines()[-12:])
        raise DemoError(f"{' '.join(ran.command)} failed:\n{said}")
