"""Which release users are served, told by what is live. I/O: reads, by the ports."""

from dataclasses import dataclass
from typing import Final

from automation.core.errors import RefusedError, ReleaseNotFoundError
from automation.core.live import has_files, has_functions
from automation.core.release import Release
from automation.runs.ports import Frontend, Functions, Ledger, Releases

RELEASES_SEARCHED: Final = 50


@dataclass(frozen=True)
class Served:
    """What tells which release users are served."""

    functions: Functions
    frontend: Frontend
    releases: Releases
    ledger: Ledger


def live_release(served: Served) -> Release:
    """The release that users are served: its function versions are behind the aliases, and its
    files are the site's.

    Where several are the same, the one that the environment is held at, else the newest.

    Raises:
        ReleaseNotFoundError: nothing was deployed yet.
        RefusedError: what is live is no release: somebody moved something by hand, a canary runs,
            or a part of a release was rolled back.
    """
    newest = served.releases.newest(RELEASES_SEARCHED)
    if not newest:
        raise ReleaseNotFoundError("There is no release yet. Nothing was changed.", "pulumi up")
    aliases = served.functions.read_aliases(
        {one.function_name for release in newest for one in release.functions}
    )
    by_functions = [release for release in newest if has_functions(aliases, release)]
    if not by_functions:
        raise RefusedError(
            f"What is live is none of the newest {len(newest)} releases: aliases were moved by "
            "hand, or a canary takes part of the traffic. Nothing was changed.",
            f"python -m automation.rollback runs {newest[0].environment}",
        )
    wanted = {item for release in by_functions for item in release.frontend.objects}
    objects = served.frontend.read(wanted).objects
    fitting = [release for release in by_functions if has_files(objects, release)]
    if not fitting:
        raise RefusedError(
            f"The functions are those of {by_functions[0].commit[:12]}, but not all files are: a "
            "part was rolled back, or changed by hand. What is no whole release gets no verdict. "
            "Nothing was changed.",
            f"python -m automation.releases {newest[0].environment}",
        )
    hold = served.ledger.read_hold()
    held_at = hold.target_commit if hold else None
    return next((one for one in fitting if one.commit == held_at), fitting[0])
