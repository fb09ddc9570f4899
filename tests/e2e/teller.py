"""Does the story's steps, each between two looks at prod. I/O: commands in the stage."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from automation.core.names import ALIAS, function_name
from sandbox.demo.aws import client
from sandbox.demo.command import Ran
from sandbox.demo.look import Seen, look
from sandbox.demo.stage import Stage
from sandbox.identities import Identity
from tests.e2e import canary, interrupting
from tests.e2e.snapshot import Snapshot, take_snapshot

UP: Final = ("pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--stack", "prod")
PREVIEW: Final = ("pulumi", "preview", "--non-interactive", "--stack", "prod")
REASON: Final = "Blank page since the consent release"
LIFT_REASON: Final = "The fix is reviewed"


@dataclass(frozen=True)
class Step:
    """A command, and prod before and after it."""

    ran: Ran
    before: Snapshot
    after: Snapshot
    seen: Seen

    @property
    def changed_nothing(self) -> bool:
        """Whether AWS shows the same as before, but for requests and leases."""
        return self.before == self.after


class Teller:
    """Does steps and remembers how prod looked after the last one."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.secret = canary.invent()
        self._printed: list[str] = []
        self._last: Snapshot | None = None

    def run(
        self,
        *command: str,
        as_: Identity = "requester",
        variables: Mapping[str, str | None] | None = None,
    ) -> Ran:
        """Run a command and keep what it says for the search."""
        return self._kept(self.stage.run(*command, as_=as_, variables=variables))

    def must(self, *command: str) -> Ran:
        """Run a command that the story can't go on without."""
        ran = self.run(*command)
        if ran.code != 0:
            raise AssertionError(ran.said)
        return ran

    def step(
        self,
        *command: str,
        as_: Identity = "requester",
        variables: Mapping[str, str | None] | None = None,
    ) -> Step:
        """Run a command between two looks at prod."""
        before = self._before()
        return self._step(before, self.run(*command, as_=as_, variables=variables))

    def stopped(self, command: Sequence[str], *markers: str) -> Step:
        """A command of the requester's that gets SIGTERM once it told the last marker."""
        before = self._before()
        return self._step(before, self._kept(interrupting.stop_at(self.stage, command, *markers)))

    def killed(self, command: Sequence[str], *markers: str) -> Step:
        """The same with SIGKILL, for all that it started."""
        before = self._before()
        return self._step(before, self._kept(interrupting.kill_at(self.stage, command, *markers)))

    def search(self) -> canary.Search:
        """Look for the secret in all that was printed and left so far."""
        return canary.search(self.stage, self.secret, self._printed)

    def rollback(
        self, to: str, *options: str, variables: Mapping[str, str | None] | None = None
    ) -> Step:
        """The command that all is about."""
        command = ("python", "-m", "automation.rollback", "prod", "--to", to)
        return self.step(*command, "--reason", REASON, *options, variables=variables)

    def approve(self, asked: Step, as_: Identity = "approver") -> Step:
        """Approve what a rollback asked for."""
        found = re.search(r"automation\.approve prod ([0-9a-f]+)", asked.ran.said)
        if found is None:
            raise AssertionError(f"it asked for no approval:\n{asked.ran.said}")
        command = ("python", "-m", "automation.approve", "prod", found[1])
        return self.step(*command, "--reason", "Seen it", "--yes", as_=as_)

    def lift(self, as_: Identity) -> Step:
        """Lift the hold on prod."""
        command = ("python", "-m", "automation.hold", "prod", "--lift", "--reason", LIFT_REASON)
        return self.step(*command, as_=as_)

    def move_alias_by_hand(self, service: str, version: str) -> None:
        """What somebody might do at the console meanwhile."""
        client(self.stage, "lambda").update_alias(
            FunctionName=function_name(service, "prod"), Name=ALIAS, FunctionVersion=version
        )
        self.look_again()

    def look_again(self) -> None:
        """After a change that was no step."""
        self._last = take_snapshot(self.stage, "prod")

    def _before(self) -> Snapshot:
        return self._last or take_snapshot(self.stage, "prod")

    def _kept(self, ran: Ran) -> Ran:
        self._printed.append(ran.said)
        return ran

    def _step(self, before: Snapshot, ran: Ran) -> Step:
        self._last = take_snapshot(self.stage, "prod")
        return Step(ran, before, self._last, look(self.stage.server.site("prod")))


def make_stack(teller: Teller) -> None:
    """Prod, of which nothing is deployed yet."""
    teller.must("pulumi", "stack", "init", "prod")


def succeeded(step: Step) -> bool:
    """Whether it exited 0; what it said is shown where it did not."""
    assert step.ran.code == 0, step.ran.said
    return True
