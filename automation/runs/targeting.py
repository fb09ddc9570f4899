"""Finding the release that an operator means: step 1 of the design's run. I/O: the ports."""

from typing import Final

from automation.core.errors import RefusedError, ReleaseNotFoundError
from automation.core.release import Release
from automation.runs.ports import Commits, Releases
from automation.runs.survey import deployed_release, nearest

_RELEASES_NAMED: Final = 5


def find_target(releases: Releases, commits: Commits, environment: str, ref: str) -> Release:
    """The release that a ref names.

    Raises:
        UnknownRefError: the ref names no commit.
        ReleaseNotFoundError: the commit was never deployed there; the nearest ones are named.
        RefusedError: prod goes back to commits of the protected branch only.
    """
    commit = commits.resolve(ref)
    target = releases.read(commit)
    if target is None:
        raise _not_found(releases, environment, commit)
    deployed = deployed_release(releases) or target
    branch = deployed.governance.protected_branch
    if environment == "prod" and not commits.is_ancestor(commit, branch):
        raise RefusedError(
            f"{commit[:12]} is not part of {branch}; prod goes back to reviewed commits only. "
            "Nothing was changed.",
            f"git log --oneline {branch}",
        )
    return target


def _not_found(releases: Releases, environment: str, commit: str) -> ReleaseNotFoundError:
    newest = releases.newest(_RELEASES_NAMED)
    named = "\n".join(f"  {line}" for line in nearest(commit, newest))
    known = (
        f"Releases of {environment}:\n{named}" if named else f"{environment} has no release yet."
    )
    return ReleaseNotFoundError(
        f"{commit[:12]} was never a release of {environment}. Nothing was changed.\n{known}",
        None if newest else f"pulumi up --stack {environment}",
    )
