"""What arrived, in order, and how the next arrivals are to be met. No I/O."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Service = Literal["slack", "pagerduty", "statuspage", "mail"]


@dataclass(frozen=True)
class Arrival:
    """One message that a service took.

    Attributes:
        line: what it is, in a line.
        body: as it was sent.
    """

    service: Service
    line: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Trouble:
    """How a service meets a message instead of taking it.

    Attributes:
        status: of its answer.
        retry_after: what it wishes, as the header has it.
        text: the answer's body, where it is not the service's usual one.
        seconds: how long it takes to answer; it takes the message then.
        answer_lost: it takes the message, and the connection ends without an answer.
    """

    status: int = 200
    retry_after: str | None = None
    text: str | None = None
    seconds: float = 0.0
    answer_lost: bool = False


@dataclass
class Inbox:
    """All arrivals of all services.

    Attributes:
        on_arrival: told of each.
    """

    on_arrival: Callable[[Arrival], None] = lambda arrival: None
    arrivals: list[Arrival] = field(default_factory=list)
    _troubles: dict[Service, list[Trouble]] = field(default_factory=dict)
    _outages: dict[Service, Trouble] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def declare_trouble(self, service: Service, *troubles: Trouble) -> None:
        """How the next messages to a service are met, one each."""
        with self._lock:
            self._troubles.setdefault(service, []).extend(troubles)

    def declare_outage(self, service: Service, status: int = 503) -> None:
        """From now on a service refuses everything."""
        with self._lock:
            self._outages[service] = Trouble(status)

    def declare_recovery(self, service: Service) -> None:
        """A service takes messages again."""
        with self._lock:
            self._outages.pop(service, None)

    def trouble(self, service: Service) -> Trouble | None:
        """How the message that is there now is to be met; None takes it."""
        with self._lock:
            if service in self._outages:
                return self._outages[service]
            waiting = self._troubles.get(service)
            return waiting.pop(0) if waiting else None

    def take(self, arrival: Arrival) -> None:
        """A message is taken."""
        with self._lock:
            self.arrivals.append(arrival)
        self.on_arrival(arrival)

    def of(self, service: Service) -> list[Arrival]:
        """What a service took, in order."""
        with self._lock:
            return [each for each in self.arrivals if each.service == service]
