"""The throwaway repository of demo and end-to-end tests."""

import subprocess
from pathlib import Path

import pytest
import yaml

from sandbox.demo.errors import DemoError
from sandbox.demo.workshop import Workshop


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=trunk")
    (folder / "kept.txt").write_text("kept")
    (folder / "dropped.txt").write_text("dropped")
    (folder / ".gitignore").write_text("ignored\n")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "one")
    return folder


def test_a_clean_repository_is_taken_at_its_commit(source: Path, tmp_path: Path) -> None:
    shop = Workshop.from_repository(source, tmp_path / "shop")

    assert shop.git("log", "--format=%s").split() == ["one"]
    assert shop.git("branch", "--show-current").strip() == "main"
    assert shop.git("remote") == ""


def test_what_lies_uncommitted_is_committed_there_and_not_in_the_source(
    source: Path, tmp_path: Path
) -> None:
    (source / "kept.txt").write_text("changed")
    (source / "dropped.txt").unlink()
    (source / "new.txt").write_text("new")
    (source / "ignored").write_text("secret")

    shop = Workshop.from_repository(source, tmp_path / "shop")

    assert shop.is_clean()
    assert sorted(shop.git("ls-files").split()) == [".gitignore", "kept.txt", "new.txt"]
    assert (shop.folder / "kept.txt").read_text() == "changed"
    assert not (shop.folder / "ignored").exists()
    assert len(shop.git("log", "--format=%h").split()) == 2
    assert len(Workshop(source).git("log", "--format=%h").split()) == 1


def test_a_folder_without_a_commit_is_refused_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="git"):
        Workshop.from_repository(tmp_path / "nothing", tmp_path / "shop")


def test_settings_are_set_beside_those_that_are_there_and_committed(
    source: Path, tmp_path: Path
) -> None:
    shop = Workshop.from_repository(source, tmp_path / "shop")
    file = shop.folder / "Pulumi.prod.yaml"
    file.write_text('config:\n  clinical-trial:bakeMinutes: "30"\nencryptionsalt: v1\n')
    shop.commit("Settings")

    shop.set_up("prod", automaticRollback="never")

    assert yaml.safe_load(file.read_text()) == {
        "config": {
            "clinical-trial:bakeMinutes": "30",
            "clinical-trial:automaticRollback": "never",
        },
        "encryptionsalt": "v1",
    }
    assert shop.is_clean()
