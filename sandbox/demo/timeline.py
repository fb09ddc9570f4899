"""What happens by itself, as it happens: alarms, hold, aliases. I/O: AWS, HTTP, reads only."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Final

from automation.core.names import PROJECT, ledger_table
from sandbox.demo.aws import alias_versions, client
from sandbox.demo.look import HEALTH_PATH, get
from sandbox.demo.stage import Stage

_POLL_SECONDS: Final = 0.3


@dataclass(frozen=True)
class Moment:
    """Something that became so.

    Attributes:
        after: seconds since the look began.
    """

    after: float
    what: str


class Timeline:
    """A context in which an environment is looked at until it has gone back."""

    def __init__(self, stage: Stage, environment: str, former: dict[str, str]) -> None:
        """Prepare.

        Args:
            stage: where it is.
            environment: its name.
            former: function name -> version to which its alias is to go back.
        """
        self._stage = stage
        self._environment = environment
        self._former = former
        self._url = stage.server.site(environment) + HEALTH_PATH
        self._cloudwatch = client(stage, "cloudwatch")
        self._dynamodb = client(stage, "dynamodb")
        self._steps: tuple[tuple[str, Callable[[], bool]], ...] = (
            ("users get errors", lambda: get(self._url)[0] >= 500),
            ("an alarm is raised", self._is_raised),
            ("the environment is held", self._is_held),
            ("every alias is on its former version", self._is_back),
            ("users are served", lambda: get(self._url)[0] == 200),
            ("no alarm is raised any more", lambda: not self._is_raised()),
        )
        self._moments: SimpleQueue[Moment] = SimpleQueue()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._began = 0.0

    def __enter__(self) -> "Timeline":
        """Look from now on."""
        self._began = time.monotonic()
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Look no more."""
        self._ended.set()
        self._thread.join()

    def tell(self, on_moment: Callable[[Moment], None], limit: float) -> bool:
        """Tell each step that came or comes, in their order.

        Args:
            on_moment: is told.
            limit: seconds to wait for one step after the other.

        Returns:
            Whether all came.
        """
        for _ in self._steps:
            try:
                on_moment(self._moments.get(timeout=limit))
            except Empty:
                return False
        return True

    def _look(self) -> None:
        for what, is_so in self._steps:
            while not is_so():
                if self._ended.wait(_POLL_SECONDS):
                    return
            self._moments.put(Moment(time.monotonic() - self._began, what))

    def _is_raised(self) -> bool:
        found = self._cloudwatch.describe_alarms(AlarmNamePrefix=f"{PROJECT}-{self._environment}-")
        return any(alarm["StateValue"] == "ALARM" for alarm in found["MetricAlarms"])

    def _is_held(self) -> bool:
        table = ledger_table(self._environment)
        found = self._dynamodb.get_item(
            TableName=table, Key={"pk": {"S": "HOLD"}, "sk": {"S": "HOLD"}}
        )
        return "Item" in found

    def _is_back(self) -> bool:
        return alias_versions(self._stage, self._environment) == self._former
