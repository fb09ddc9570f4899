"""A commit's program with its dependencies, beside the repository and for a while only."""

import sys
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import yaml

from automation.core.errors import EngineError, UnknownRefError
from automation.core.stack_settings import Choice
from automation.gateways.repository import Repository
from automation.gateways.workspace import LOCK_FILE, Workspace, checkout
from tests.functional.automation.gateways.git_repository import GitRepository

pytestmark = pytest.mark.functional

OURS = Path(__file__).parents[4] / LOCK_FILE


@pytest.fixture
def made(tmp_path: Path) -> GitRepository:
    """A repository whose commits have our own dependencies."""
    repository = GitRepository(tmp_path / "repository")
    repository.commit("Program", {LOCK_FILE: OURS.read_text(), "Pulumi.yaml": "name: x\n"})
    return repository


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def of(
    made: GitRepository, commit: str = "HEAD", deployed: str = "HEAD", choice: Choice = "release"
) -> AbstractContextManager[Workspace]:
    return checkout(Repository(made.folder), commit, deployed, "prod", choice)


def worktrees(made: GitRepository) -> int:
    """Checkouts that git knows of beside the repository itself."""
    return made.git("worktree", "list").count("\n")


def test_the_program_lies_outside_of_the_repository(made: GitRepository) -> None:
    with of(made) as workspace:
        assert (workspace.folder / "Pulumi.yaml").exists()
        assert made.folder not in workspace.folder.parents
        assert workspace.folder not in workspace.plan_file.parents


def test_the_plan_file_does_not_make_the_program_dirty(made: GitRepository) -> None:
    with of(made) as workspace:
        workspace.plan_file.write_text("{}")

        assert not Repository(workspace.folder).is_dirty()


def test_nothing_is_left_of_it_afterwards(made: GitRepository) -> None:
    with of(made) as workspace:
        workspace.plan_file.write_text("{}")

    assert not workspace.plan_file.parent.exists()
    assert not workspace.folder.exists()
    assert worktrees(made) == 0


def test_nothing_is_left_of_it_after_a_failure(made: GitRepository) -> None:
    with pytest.raises(ZeroDivisionError), of(made) as workspace:
        workspace.plan_file.write_text(str(1 // 0))

    assert not workspace.plan_file.parent.exists()
    assert worktrees(made) == 0


def test_the_same_dependencies_are_not_installed_again(made: GitRepository) -> None:
    with of(made) as workspace:
        assert workspace.python_bin == Path(sys.executable).parent


def test_two_checkouts_do_not_meet(made: GitRepository) -> None:
    with of(made) as one, of(made) as other:
        assert one.folder != other.folder
        assert one.plan_file != other.plan_file


def test_an_unknown_commit_leaves_nothing(made: GitRepository) -> None:
    with pytest.raises(UnknownRefError), of(made, "0" * 40):
        pytest.fail("it was checked out")

    assert worktrees(made) == 0


def test_dependencies_that_can_not_be_installed_leave_the_traffic_only_way(
    made: GitRepository,
) -> None:
    made.commit("Broken", {LOCK_FILE: "this is ! no requirement\n"})

    with (
        pytest.raises(EngineError, match="can't be installed") as broken,
        of(made),
    ):
        pytest.fail("it was installed")

    assert "--traffic-only" in (broken.value.next_command or "")
    assert worktrees(made) == 0


def test_other_dependencies_are_installed_once_and_kept(made: GitRepository) -> None:
    made.commit("No dependencies", {LOCK_FILE: "# none\n"})
    with of(made) as first:
        kept = first.python_bin
        (kept / "marker").touch()
    with of(made) as second:
        assert second.python_bin == kept
        assert (kept / "marker").exists()

    assert (kept / "python").exists()
    assert kept != Path(sys.executable).parent


RELEASED = {"clinical-trial:secret": {"secure": "v1:old"}, "clinical-trial:size": "1"}
TODAY = {"clinical-trial:secret": {"secure": "v1:new"}, "clinical-trial:size": "2"}


@pytest.fixture
def configured(made: GitRepository) -> GitRepository:
    """A repository whose last two commits have settings that differ."""
    for config in (RELEASED, TODAY):
        made.commit("Settings", {"Pulumi.prod.yaml": yaml.safe_dump({"config": config})})
    return made


def test_an_old_program_has_its_own_settings_and_todays_secrets(
    configured: GitRepository,
) -> None:
    with of(configured, "HEAD~1") as workspace:
        settings = yaml.safe_load(workspace.settings_file.read_text())

    assert settings["config"] == TODAY | {"clinical-trial:size": "1"}


def test_todays_settings_can_be_chosen_whole(configured: GitRepository) -> None:
    with of(configured, "HEAD~1", choice="today") as workspace:
        settings = yaml.safe_load(workspace.settings_file.read_text())

    assert settings["config"] == TODAY


def test_the_settings_do_not_make_the_program_dirty(configured: GitRepository) -> None:
    with of(configured, "HEAD~1") as workspace:
        assert not Repository(workspace.folder).is_dirty()
        assert workspace.folder not in workspace.settings_file.parents


def test_other_settings_have_another_digest(configured: GitRepository) -> None:
    with (
        of(configured, "HEAD~1") as own,
        of(configured, "HEAD~1", choice="today") as todays,
    ):
        assert own.settings_digest != todays.settings_digest
