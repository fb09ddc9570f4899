"""The platform as its users see it: what the aliases point at, through the cache."""

import threading

from automation.core.health import Answer
from automation.core.names import SERVICES, function_name
from tests.builders import etag_of
from tests.unit.automation.fakes.frontend import FakeFrontend
from tests.unit.automation.fakes.functions import FakeFunctions


class FakeSite:
    """Answers by what is live; versions can be declared broken, and single answers be given."""

    def __init__(self, environment: str, functions: FakeFunctions, frontend: FakeFrontend) -> None:
        self._environment = environment
        self._functions = functions
        self._frontend = frontend
        self._broken: set[tuple[str, str]] = set()
        self._problems: dict[str, list[str]] = {}
        self._is_away = False
        self._lock = threading.Lock()
        self.asked: list[str] = []

    def declare_broken(self, function: str, version: str) -> None:
        """A version that answers badly."""
        self._broken.add((function, version))

    def declare_problems(self, path: str, *problems: str) -> None:
        """What the next looks at a path give, before it tells the truth; empty text is well."""
        self._problems[path] = list(problems)

    def declare_away(self, away: bool = True) -> None:
        """Nothing answers any more, or it does again."""
        self._is_away = away

    def health(self, path: str) -> Answer:
        problem = self._declared(path)
        if self._is_away:
            return Answer(path, 0, "no answer (NewConnectionError)")
        if problem is None:
            service = path.removeprefix("/api/").removesuffix("health").strip("/") or "api"
            problem = self._problem_of(service)
        return Answer(path, 503 if problem else 200, problem)

    def page(self, path: str) -> Answer:
        declared = self._declared(path)
        body = self._frontend.as_users_see("index.html")
        if declared or body is None:
            return Answer(path, 404, declared or "HTTP 404")
        return Answer(path, 200, "", etag_of(body))

    def _declared(self, path: str) -> str | None:
        with self._lock:
            self.asked.append(path)
            waiting = self._problems.get(path)
            return waiting.pop(0) if waiting else None

    def _problem_of(self, service: str) -> str:
        if service not in SERVICES:
            return "HTTP 404"
        name = function_name(service, self._environment)
        serving = self._functions.serving().get(name)
        if serving is None:
            return "HTTP 502"
        versions = [serving[0], *(version for version, _ in serving[1])]
        broken = [version for version in versions if (name, version) in self._broken]
        return f"HTTP 503: version {broken[0]} is broken" if broken else ""
