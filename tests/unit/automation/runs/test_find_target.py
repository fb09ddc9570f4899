"""Which release a ref names, and what is said when it names none."""

import pytest

from automation.core.errors import RefusedError, ReleaseNotFoundError, UnknownRefError
from automation.runs.rollback import new_run_id
from automation.runs.targeting import find_target
from tests.builders import COMMIT_C, NOW, release
from tests.unit.automation.fakes import FakeCommits, FakeReleases
from tests.unit.automation.platform_in_memory import Platform


def test_a_ref_names_the_release_of_its_commit() -> None:
    platform = Platform()

    found = find_target(platform.releases, platform.commits, "prod", platform.good.commit[:12])

    assert found == platform.good


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
