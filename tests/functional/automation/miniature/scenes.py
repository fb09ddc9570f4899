"""Two releases on a platform, the second one broken and live. Makes them by boto3."""

from dataclasses import dataclass

from automation.core.release import Release
from tests.builders import COMMIT_A, COMMIT_B, COMMIT_C
from tests.functional.automation.gateways.git_repository import GitRepository
from tests.functional.automation.miniature.handlers import ill, well
from tests.functional.automation.miniature.platform import Platform, State


@dataclass(frozen=True)
class Scene:
    """A platform that was broken by its newest release.

    Attributes:
        older: a release before the good one.
        before: how everything is at the mark.
        target: how everything is to be after a rollback, made and read in earnest.
    """

    platform: Platform
    good: Release
    bad: Release
    older: Release
    before: State
    target: State
    older_target: State


@dataclass(frozen=True)
class Commits:
    """What the releases are called."""

    good: str = COMMIT_A
    bad: str = COMMIT_B
    older: str = COMMIT_C


def commits_in(repository: GitRepository) -> Commits:
    """The releases' names as commits of a repository; its first one is the older release."""
    return Commits(
        older=repository.first,
        good=repository.commit("Good", {"release": "good"}),
        bad=repository.commit("Bad", {"release": "bad"}),
    )


def broken(platform: Platform, commits: Commits = Commits()) -> Scene:
    """Aliases that differ, one with canary weights; files changed, added and taken away."""
    platform.upload({"index.html": "older page", "robots.txt": "all"})
    older, older_target = platform.release(commits.older), platform.state()
    platform.point("api", platform.publish("api", well("api", "good")))
    platform.upload({"index.html": "good page", "app.1.js": "good script"})
    platform.refresh()
    good, target = platform.release(commits.good), platform.state()
    # Another version that answers the same, so that what users get does not depend on chance.
    canary = platform.publish("api", ill("api", "bad") + "# canary\n")
    platform.point("api", platform.publish("api", ill("api", "bad")), {canary: 0.25})
    platform.point("auth", platform.publish("auth", well("auth", "bad")))
    platform.upload({"index.html": "bad page", "app.2.js": "bad script"})
    platform.hide("app.1.js")
    bad = platform.release(commits.bad)
    platform.mark()
    platform.reset()
    return Scene(platform, good, bad, older, platform.state(), target, older_target)
