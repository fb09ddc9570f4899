"""Which release a ref names, and what is said when it names none."""

import pytest

from automation.core.errors import RefusedError, ReleaseNotFoundError, UnknownRefError
from automation.core.release import Release
from automation.core.release_list import Catalogue
from automation.runs import targeting
from automation.runs.run_ids import new_run_id
from tests.builders import COMMIT_A, COMMIT_B, COMMIT_C, NOW, live_alias, live_state, release
from tests.unit.automation.fakes import FakeCommits, FakeReleases
from tests.unit.automation.platform_in_memory import Platform

TOLD: list[str] = []


def catalogue_of(releases: FakeReleases, **healthy: str) -> Catalogue:
    """All records, every function version at hand; `healthy` names commits."""
    records = releases.records()
    functions = [each for record in records for each in record.release.functions]
    live = live_state(
        aliases=[live_alias()],
        reachable=functions,
        deployed=records[0].release if records else None,
    )
    return Catalogue(records, live, dict.fromkeys(healthy.values(), "healthy"))


def find_target(
    releases: FakeReleases, commits: FakeCommits, environment: str, ref: str, **healthy: str
) -> Release:
    return targeting.find_target(
        releases, commits, environment, ref, lambda: catalogue_of(releases, **healthy), TOLD.append
    ).target


def test_a_ref_names_the_release_of_its_commit() -> None:
    platform = Platform()

    found = find_target(platform.releases, platform.commits, "prod", platform.good.commit[:12])

    assert found == platform.good


def test_what_is_deployed_comes_with_the_target() -> None:
    platform = Platform()
    good = platform.good.commit

    found = targeting.find_target(
        platform.releases,
        platform.commits,
        "prod",
        good,
        lambda: catalogue_of(platform.releases),
        TOLD.append,
    )

    assert (found.target, found.deployed) == (platform.good, platform.bad)


def test_an_unknown_ref_is_an_error_of_its_own() -> None:
    platform = Platform()

    with pytest.raises(UnknownRefError):
        find_target(platform.releases, platform.commits, "prod", "nonsense")


def test_a_commit_that_was_never_deployed_is_told_with_the_releases_there_are() -> None:
    platform = Platform()
    platform.commits.declare_commit(COMMIT_C, refs=("v3",))

    with pytest.raises(ReleaseNotFoundError, match="was never a release of prod") as missing:
        find_target(platform.releases, platform.commits, "prod", "v3")

    named = [line.split()[0] for line in missing.value.message.splitlines() if "deployed" in line]
    assert named == [platform.bad.commit[:12], platform.good.commit[:12]]


def test_an_environment_without_releases_says_how_to_make_one() -> None:
    commits = FakeCommits()
    commits.declare_commit(COMMIT_C)

    with pytest.raises(ReleaseNotFoundError, match="prod has no release yet") as missing:
        find_target(FakeReleases(), commits, "prod", COMMIT_C)

    assert missing.value.next_command == "pulumi up --stack prod"


def test_prod_goes_back_to_reviewed_commits_only() -> None:
    releases, commits = FakeReleases(), FakeCommits()
    releases.declare_release(release(COMMIT_C))
    commits.declare_commit(COMMIT_C, branch="somebodys-branch")

    with pytest.raises(RefusedError, match="not part of main"):
        find_target(releases, commits, "prod", COMMIT_C)


def test_other_environments_go_back_to_any_release() -> None:
    releases, commits = FakeReleases(), FakeCommits()
    wanted = releases.declare_release(release(COMMIT_C, environment="dev"))
    commits.declare_commit(COMMIT_C, branch="somebodys-branch")

    assert find_target(releases, commits, "dev", COMMIT_C) == wanted


def test_the_protected_branch_is_the_one_of_the_deployed_release() -> None:
    releases, commits = FakeReleases(), FakeCommits()
    old = release(COMMIT_C)
    governance = old.governance.model_copy(update={"protected_branch": "trunk"})
    releases.declare_release(old)
    releases.declare_release(release("d" * 40).model_copy(update={"governance": governance}))
    commits.declare_commit(COMMIT_C, branch="main")

    with pytest.raises(RefusedError, match="not part of trunk"):
        find_target(releases, commits, "prod", COMMIT_C)


def test_a_runs_name_tells_its_environment_and_time_and_is_its_own() -> None:
    first, second = new_run_id("prod", NOW), new_run_id("prod", NOW)

    assert first.startswith("prod-20260302T093000Z-")
    assert first != second


def three_releases() -> tuple[FakeReleases, FakeCommits]:
    releases, commits = FakeReleases(), FakeCommits()
    for commit in (COMMIT_A, COMMIT_B, COMMIT_C):
        releases.declare_release(release(commit))
        commits.declare_commit(commit)
    return releases, commits


def test_previous_is_the_release_before_the_live_one() -> None:
    releases, commits = three_releases()

    assert find_target(releases, commits, "prod", "previous").commit == COMMIT_B


def test_last_good_is_the_newest_healthy_one() -> None:
    releases, commits = three_releases()

    found = find_target(releases, commits, "prod", "last-good", one=COMMIT_A, other=COMMIT_B)

    assert found.commit == COMMIT_B


@pytest.mark.parametrize("name", ["previous", "last-good"])
def test_a_name_that_fits_no_release_says_where_to_look(name: str) -> None:
    releases, commits = FakeReleases(), FakeCommits()
    releases.declare_release(release())

    with pytest.raises(ReleaseNotFoundError, match="prod has no release that is") as missing:
        find_target(releases, commits, "prod", name)

    assert missing.value.next_command == "python -m automation.releases prod"


def test_a_git_ref_of_the_same_name_loses_and_that_is_told() -> None:
    releases, commits = three_releases()
    commits.declare_commit(COMMIT_A, refs=("previous",))
    TOLD.clear()

    assert find_target(releases, commits, "prod", "previous").commit == COMMIT_B
    assert len(TOLD) == 1
    assert COMMIT_A[:12] in TOLD[0]


def test_prods_branch_binds_a_named_release_too() -> None:
    releases, commits = FakeReleases(), FakeCommits()
    for commit in (COMMIT_B, COMMIT_C):
        releases.declare_release(release(commit))
    commits.declare_commit(COMMIT_B, branch="side")

    with pytest.raises(RefusedError, match="is not part of main"):
        find_target(releases, commits, "prod", "previous")
