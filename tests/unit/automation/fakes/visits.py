"""A visitor, an account and an inspection that say what they were told to say."""

import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from automation.core.readings import AlarmReading, Backups, Protection, Reply, Traffic
from automation.core.release import Release
from tests.builders import NOW

T = TypeVar("T")


class FakeVisitor:
    """A platform that answers each path as declared, and every other one with a 500."""

    def __init__(self) -> None:
        self._replies: dict[tuple[str, str], Reply] = {}
        self._hanging: set[str] = set()
        self.let_go = threading.Event()

    def declare_reply(
        self, method: str, path: str, status: int = 200, document: dict[str, Any] | None = None
    ) -> None:
        """What a path answers."""
        self._replies[method, path] = Reply(status, document or {}, "", {}, 0.1)

    def declare_hanging(self, path: str) -> None:
        """A path that does not answer until `let_go` is set."""
        self._hanging.add(path)

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        token: str | None = None,
    ) -> Reply:
        if path in self._hanging:
            self.let_go.wait(30)
        return self._replies.get((method, path), Reply(500, {"error": "broken"}, "", {}, 0.1))


class FakeAccount:
    """An account that counts how often it was asked for."""

    def __init__(self) -> None:
        self.asked = 0

    def read_or_make(self) -> tuple[str, str]:
        self.asked += 1
        return "verification", "the password"


class FakeInspection:
    """An operation that is well, unless AWS is declared to refuse."""

    def __init__(self) -> None:
        self._refusal: Exception | None = None

    def declare_refusal(self, error: Exception) -> None:
        """AWS answers nothing but this."""
        self._refusal = error

    def traffic(self, since: datetime, now: datetime) -> Traffic:
        return self._unless_refused(Traffic(minutes=10, requests=100, failed=0, p95=120.0))

    def alarms(self) -> tuple[AlarmReading, ...]:
        return self._unless_refused((AlarmReading("errors", "OK", NOW, tells=True),))

    def protection(self, release: Release) -> Protection:
        return self._unless_refused(Protection(("rate-limit",), (), ()))

    def backups(self, release: Release) -> Backups:
        return self._unless_refused(Backups(35, NOW))

    def _unless_refused(self, answer: T) -> T:
        if self._refusal is not None:
            raise self._refusal
        return answer
