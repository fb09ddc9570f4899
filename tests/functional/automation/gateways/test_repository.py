"""The repository gateway against real git."""

from pathlib import Path

import pytest

from automation.core.errors import UnknownRefError
from automation.gateways.repository import Repository
from tests.functional.automation.gateways.git_repository import GitRepository

pytestmark = pytest.mark.functional


@pytest.fixture
def made(tmp_path: Path) -> GitRepository:
    return GitRepository(tmp_path / "repository")


def test_the_checked_out_commit_is_told_in_full(made: GitRepository) -> None:
    second = made.commit("Second", {"a": "1"})

    assert Repository(made.folder).head() == second
    assert len(second) == 40


def test_tags_branches_and_short_names_resolve_to_their_commits(made: GitRepository) -> None:
    made.git("tag", "v1")
    made.git("tag", "--annotate", "v1-annotated", "--message", "One")
    made.git("branch", "release/one")
    made.commit("Second", {"a": "1"})
    repository = Repository(made.folder)

    for ref in ("v1", "v1-annotated", "release/one", made.first[:12], "HEAD~1", made.first):
        assert repository.resolve(ref) == made.first


@pytest.mark.parametrize("ref", ["nonsense", "v99", "0" * 40, "HEAD~99", "main:README.md", "a b"])
def test_an_unknown_ref_is_an_error_with_the_way_to_see_what_there_is(
    made: GitRepository, ref: str
) -> None:
    with pytest.raises(UnknownRefError, match="names no commit") as unknown:
        Repository(made.folder).resolve(ref)

    assert "git log" in (unknown.value.next_command or "")


def test_what_is_no_commit_is_none(made: GitRepository) -> None:
    tree = made.git("rev-parse", "HEAD^{tree}")

    with pytest.raises(UnknownRefError):
        Repository(made.folder).resolve(tree)


@pytest.mark.parametrize(
    "ref",
    ["-x", "--output={marker}", "--git-dir=/tmp", "--upload-pack=touch {marker}", "", "  ", "a\0b"],
)
def test_an_option_never_reaches_git(made: GitRepository, tmp_path: Path, ref: str) -> None:
    marker = tmp_path / "marker"

    with pytest.raises(UnknownRefError, match="is not a commit, tag or branch"):
        Repository(made.folder).resolve(ref.format(marker=marker))

    assert not marker.exists()


@pytest.mark.parametrize("ref", ["$(touch {marker})", "`touch {marker}`", "HEAD; touch {marker}"])
def test_no_shell_sees_a_ref(made: GitRepository, tmp_path: Path, ref: str) -> None:
    marker = tmp_path / "marker"

    with pytest.raises(UnknownRefError):
        Repository(made.folder).resolve(ref.format(marker=marker))

    assert not marker.exists()


def test_a_folder_without_a_repository_has_no_commits(tmp_path: Path) -> None:
    with pytest.raises(UnknownRefError):
        Repository(tmp_path).head()


def test_a_changed_or_untracked_file_makes_the_tree_dirty(made: GitRepository) -> None:
    repository = Repository(made.folder)
    assert not repository.is_dirty()

    (made.folder / "README.md").write_text("changed")
    assert repository.is_dirty()

    made.git("checkout", "--quiet", "README.md")
    (made.folder / "new").write_text("untracked")
    assert repository.is_dirty()


def test_ignored_files_do_not(made: GitRepository) -> None:
    made.commit("Ignore", {".gitignore": "*.log\n"})
    (made.folder / "x.log").write_text("x")

    assert not Repository(made.folder).is_dirty()


def test_a_commit_of_the_branch_is_part_of_it_and_another_is_not(made: GitRepository) -> None:
    second = made.commit("Second", {"a": "1"})
    made.git("checkout", "--quiet", "-b", "somebodys", made.first)
    other = made.commit("Other", {"b": "1"})
    repository = Repository(made.folder)

    assert repository.is_ancestor(made.first, "main")
    assert repository.is_ancestor(second, "main")
    assert not repository.is_ancestor(other, "main")


def test_nothing_is_part_of_a_branch_that_does_not_exist(made: GitRepository) -> None:
    assert not Repository(made.folder).is_ancestor(made.first, "nonsense")


def test_the_remotes_branch_counts_before_a_local_one(made: GitRepository, tmp_path: Path) -> None:
    made.git("clone", "--quiet", str(made.folder), str(tmp_path / "clone"))
    clone = GitRepository.__new__(GitRepository)
    clone.folder = tmp_path / "clone"
    unreviewed = clone.commit("Never pushed", {"a": "1"})
    repository = Repository(clone.folder)

    assert repository.is_ancestor(made.first, "main")
    assert not repository.is_ancestor(unreviewed, "main")


def test_the_subject_is_the_messages_first_line(made: GitRepository) -> None:
    made.commit("Add reports\n\nThey are many.", {"a": "1"})
    repository = Repository(made.folder)

    assert repository.subject(repository.head()) == "Add reports"
    assert repository.subject("0" * 40) == ""


def test_a_commit_is_checked_out_beside_the_repository(made: GitRepository, tmp_path: Path) -> None:
    made.commit("Second", {"README.md": "second"})
    repository, folder = Repository(made.folder), tmp_path / "beside"

    repository.add_worktree(made.first, folder)

    assert (folder / "README.md").read_text() == "first"
    assert (made.folder / "README.md").read_text() == "second"
    assert Repository(folder).head() == made.first
    assert not repository.is_dirty()


def test_a_worktree_is_removed_with_what_was_made_in_it(
    made: GitRepository, tmp_path: Path
) -> None:
    repository, folder = Repository(made.folder), tmp_path / "beside"
    repository.add_worktree(made.first, folder)
    (folder / "made-here").write_text("x")

    repository.remove_worktree(folder)

    assert not folder.exists()
    assert made.git("worktree", "list").count("\n") == 0


def test_removing_a_worktree_that_is_gone_is_no_error(made: GitRepository, tmp_path: Path) -> None:
    Repository(made.folder).remove_worktree(tmp_path / "never-made")


def test_a_commit_that_can_not_be_checked_out_is_told(made: GitRepository, tmp_path: Path) -> None:
    with pytest.raises(UnknownRefError, match="Can't check"):
        Repository(made.folder).add_worktree("0" * 40, tmp_path / "beside")
