"""A deployment in memory, step by step: the engine's lock, the guard, the writes, the record."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from automation.core.release import Release
from tests.builders import NOW, release, stack_lock
from tests.unit.automation.platform_in_memory import Platform

COMMIT = "d" * 40
VERSIONS = {"api": "6", "auth": "8", "reports": "4"}
FILES = {"assets/app.3.js": "newer script", "index.html": "newer page"}
# Lock, guard, each write, the record, the end.
STEPS = 2 + len(VERSIONS) + len(FILES) + 2


class Deploying:
    """Somebody else's `pulumi up`, in the order in which the engine does it."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.lock = stack_lock("deployment")
        self.was_refused = False
        self.has_ended = False
        self._steps = self._run()

    def step(self) -> None:
        """Do the next step, if any is left."""
        next(self._steps, None)

    def steps(self, number: int) -> Callable[[], None]:
        """Something that does so many steps when it is called."""

        def go_on() -> None:
            for _ in range(number):
                self.step()

        return go_on

    def finish(self) -> None:
        """Do what is left."""
        for _ in self._steps:
            pass

    def _run(self) -> Iterator[None]:
        platform = self.platform
        platform.backend.declare_lock(self.lock)
        yield
        self.was_refused = platform.ledger.read_hold() is not None
        yield
        if not self.was_refused:
            yield from self._write()
        platform.backend.declare_unlocked(self.lock)
        self.has_ended = True
        yield

    def _write(self) -> Iterator[None]:
        platform = self.platform
        for service, version in VERSIONS.items():
            platform.functions.declare_alias(platform.name_of(service), version)
            yield
        for key, text in FILES.items():
            platform.frontend.declare_object(key, text)
            yield
        platform.releases.declare_release(self._record())
        yield

    def _record(self) -> Release:
        made = release(COMMIT, environment=self.platform.environment)
        functions = tuple(
            function.model_copy(update={"version": VERSIONS[function.service]})
            for function in self.platform.bad.functions
        )
        return made.model_copy(
            update={"functions": functions, "deployed_at": NOW + timedelta(hours=5)}
        )
