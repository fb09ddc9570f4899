"""The engine's lock on a stack: who updates it, and whether that process can be at work. Pure.

The engine takes the lock before it runs the program, so before the program asks for the hold, and
keeps it until the update has ended.
"""

from datetime import datetime

from automation.core.release import Document


class StackLock(Document):
    """Who has locked a stack.

    Attributes:
        user, host, pid: the engine's process; None where the backend does not tell.
        since: UTC; None where the backend does not tell.
        place: where the lock lies, as the backend names it; no two locks have the same one.
    """

    user: str | None = None
    host: str | None = None
    pid: int | None = None
    since: datetime | None = None
    place: str

    @property
    def owner(self) -> str:
        """The owner in words: who, where, which process, since when."""
        who = f"{self.user or 'somebody'} on {self.host or 'another machine'}"
        process = f" (pid {self.pid})" if self.pid is not None else ""
        since = f" since {self.since:%Y-%m-%d %H:%M:%S} UTC" if self.since else ""
        return f"{who}{process}{since}"

    def is_abandoned(self, here: str, *, is_running: bool) -> bool:
        """Whether the owner is proven dead: a process of this machine that is there no more.

        Of another machine's process nothing can be proven from here.

        Args:
            here: this machine's name.
            is_running: whether this machine has a process with the owner's number.
        """
        return self.pid is not None and self.host == here and not is_running
