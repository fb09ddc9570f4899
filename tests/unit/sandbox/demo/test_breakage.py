"""Release B of the demo, made from the repository as it is."""

import shutil
from pathlib import Path

import pytest

from sandbox.demo.breakage import ADDED, REMOVED, repair, write_release_b
from sandbox.demo.errors import DemoError
from sandbox.home import REPOSITORY


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for folder in ("components", "frontend", "services"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder)
    shutil.copy(REPOSITORY / "Pulumi.prod.yaml", tmp_path)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_changes_two_services_the_page_an_alarm_and_a_setting(repository: Path) -> None:
    before = contents(repository)

    write_release_b(repository)

    after = contents(repository)
    assert after.keys() - before.keys() == {ADDED}
    assert before.keys() - after.keys() == {REMOVED}
    assert {name for name in before.keys() & after.keys() if before[name] != after[name]} == {
        "Pulumi.prod.yaml",
        "components/triggers.py",
        "frontend/index.html",
        "services/api/handler.py",
        "services/reports/__init__.py",
    }


def test_a_repair_takes_back_what_was_wrong_and_leaves_the_rest(repository: Path) -> None:
    before = contents(repository)
    write_release_b(repository)

    repair(repository)

    after = contents(repository)
    for name in ("services/api/handler.py", "frontend/index.html"):
        assert after[name] == before[name]
    assert after["components/triggers.py"] != before["components/triggers.py"]


def test_says_so_when_the_repository_does_not_look_as_expected(repository: Path) -> None:
    write_release_b(repository)

    with pytest.raises(DemoError, match="once was expected"):
        write_release_b(repository)
