"""A platform of a given size with a good release and a bad one that is live. I/O: the sandbox."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from automation.core.release import Release
from sandbox.environment import process_environment
from sandbox.home import REPOSITORY, Home
from sandbox.state import Running
from tests.functional.automation.gateways.git_repository import GitRepository
from tests.functional.automation.miniature.handlers import well
from tests.functional.automation.miniature.platform import Platform
from tests.functional.sandbox.clients import Clients

SERVICES: Final = ("api", *(f"service{number:02}" for number in range(1, 20)))


@dataclass(frozen=True)
class Stage:
    """Where the ways back are measured.

    Attributes:
        folder: a repository in which the good release's commit exists.
        variables: environment of a process that works on it.
    """

    platform: Platform
    good: Release
    folder: Path
    variables: dict[str, str]

    def lines(self) -> list[str]:
        """What the written scripts are to move."""
        functions = [
            f"function {each.version} {each.function_name}" for each in self.good.functions
        ]
        files = [f"file {each.version_id} {each.key}" for each in self.good.frontend.objects]
        return functions + files


def stage_of(server: Running, home: Home, files: int, scratch: Path) -> Stage:
    """Deploy both releases; every function and every file differs.

    Args:
        server: the sandbox.
        home: its folder.
        files: objects of the site, the page included.
        scratch: an empty folder.
    """
    scratch.mkdir()
    repository = GitRepository(scratch / "repository")
    platform = Platform(server, Clients(server.endpoint, "test", "test"), "dev", SERVICES)
    names = ["index.html", *(f"assets/{number:05}.js" for number in range(1, files))]
    platform.upload({name: f"{name} good" for name in names})
    good = platform.release(repository.commit("Good", {"release": "good"}))
    for service in SERVICES:
        platform.point(service, platform.publish(service, well(service, "bad")))
    platform.upload({name: f"{name} bad" for name in names})
    platform.release(repository.commit("Bad", {"release": "bad"}))
    platform.mark()
    variables = process_environment("requester", home) | {"PYTHONPATH": str(REPOSITORY)}
    return Stage(platform, good, repository.folder, variables)
