"""Finding the release that an operator means: step 1 of the design's run. I/O: the ports."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from automation.core.errors import RefusedError, ReleaseNotFoundError, UnknownRefError
from automation.core.release import Release
from automation.core.release_list import Catalogue, last_good, last_secure, previous
from automation.runs.ports import Commits, Releases
from automation.runs.survey import deployed_release, nearest

NAMED: Final[dict[str, Callable[[Catalogue], Release | None]]] = {
    "previous": previous,
    "last-good": last_good,
    "last-secure": last_secure,
}
_MEANING: Final = {
    "previous": "the one before the live one",
    "last-good": "healthy and can still be reached",
    "last-secure": "marked secure and can still be reached",
}
_RELEASES_NAMED: Final = 5


def find_release(
    releases: Releases,
    commits: Commits,
    environment: str,
    ref: str,
    read_catalogue: Callable[[], Catalogue],
    tell: Callable[[str], None],
) -> Release:
    """The release that a ref or one of the names in `NAMED` means.

    Args:
        releases: the environment's records.
        commits: the repository.
        environment: its name.
        ref: full or short SHA, tag, branch, `previous`, `last-good` or `last-secure`.
        read_catalogue: reads all releases; called for these names only.
        tell: is told when a git ref of such a name is passed over.

    Raises:
        UnknownRefError: the ref names no commit.
        ReleaseNotFoundError: there is no such release.
    """
    if ref in NAMED:
        _tell_of_a_namesake(commits, ref, tell)
        return _named(read_catalogue(), environment, ref)
    commit = commits.resolve(ref)
    found = releases.read(commit)
    if found is None:
        raise _not_found(releases, environment, commit)
    return found


@dataclass(frozen=True)
class Destination:
    """Where a rollback is to go, and what is deployed now: read once, for all who need it.

    The run reads what is deployed again under its lease.
    """

    target: Release
    deployed: Release


def find_target(
    releases: Releases,
    commits: Commits,
    environment: str,
    ref: str,
    read_catalogue: Callable[[], Catalogue],
    tell: Callable[[str], None],
) -> Destination:
    """The release that a rollback is to go to; arguments as those of `find_release`.

    Raises:
        UnknownRefError: the ref names no commit.
        ReleaseNotFoundError: the commit was never deployed there; the nearest ones are named.
        RefusedError: prod goes back to commits of the protected branch only.
    """
    target = find_release(releases, commits, environment, ref, read_catalogue, tell)
    deployed = deployed_release(releases) or target
    branch = deployed.governance.protected_branch
    if environment == "prod" and not commits.is_ancestor(target.commit, branch):
        raise RefusedError(
            f"{target.commit[:12]} is not part of {branch}; prod goes back to reviewed commits "
            "only. Nothing was changed.",
            f"git log --oneline {branch}",
        )
    return Destination(target, deployed)


def _named(catalogue: Catalogue, environment: str, name: str) -> Release:
    found = NAMED[name](catalogue)
    if found is None:
        raise ReleaseNotFoundError(
            f"{environment} has no release that is {_MEANING[name]}. Nothing was changed.",
            f"python -m automation.releases {environment}",
        )
    return found


def _tell_of_a_namesake(commits: Commits, name: str, tell: Callable[[str], None]) -> None:
    try:
        commit = commits.resolve(name)
    except UnknownRefError:
        return
    tell(
        f"{name} means the release that is {_MEANING[name]}, not the git ref of that name "
        f"({commit[:12]})"
    )


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
