"""The Makefile on machines that lack something."""

import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.functional

_REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder in which nothing was set up."""
    for name in ("Makefile", "requirements.in", "requirements-dev.txt", "pyproject.toml"):
        shutil.copy(_REPOSITORY / name, tmp_path / name)
    return tmp_path


def _make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *words], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "target", ["setup", "demo", "demo-auto", "test", "check", "bench", "format", "lock"]
)
def test_without_a_python_that_is_new_enough_every_target_says_so(clone: Path, target: str) -> None:
    ended = _make(clone, target, "PYTHONS=python2.7 no-such-python")
    assert ended.returncode != 0
    assert "Python 3.11 or newer is needed" in ended.stderr
    assert "python2.7 no-such-python" in ended.stderr


def test_clean_works_where_nothing_was_made(clone: Path) -> None:
    assert _make(clone, "clean").returncode == 0


def test_without_a_target_the_targets_are_listed(clone: Path) -> None:
    ended = _make(clone)
    for target in ("setup", "demo", "test", "check", "clean"):
        assert f"make {target}" in ended.stdout


def test_ci_runs_every_test() -> None:
    assert (_REPOSITORY / ".ci" / "run").read_text("utf-8").splitlines()[-1] == "exec make test"
